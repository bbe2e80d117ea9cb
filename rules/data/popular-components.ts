/*
 * Popular projects of GitLab's CI/CD catalogue, by their group. Entered by hand from the catalogue on gitlab.com and the
 * groups' own pages, 2026-11. All in lower case.
 */

/** Projects, separated by spaces. */
export const POPULAR_COMPONENTS: Readonly<Record<string, string>> = {
  components:
    'opentofu sast secret-detection dependency-scanning container-scanning code-quality code-intelligence dast api-fuzzing api-security browser-performance-testing cluster-image-scanning coverage-fuzzing fuzz-testing git-version gitlab-triage iac-scanning license-scanning load-performance-testing operational-container-scanning pages release semantic-release terraform aws gcp go python ruby node',
  'to-be-continuous':
    'angular ansible aws azure bash bruno cf cloud-native-buildpacks cypress dbt defectdojo dependency-track docker docker-compose gatling gcp gitleaks gitlab-butler golang gradle helm helmfile hurl k6 kicker kubernetes lighthouse maven mkdocs mobsf newman node openshift php playwright postman pre-commit puppeteer python renovate robotframework rust s3 scala semantic-release sonar spectral sphinx sqlfluff terraform test-ssl vault zap',
  'google-gitlab-components':
    'artifact-registry cloud-deploy cloud-run gke upload-artifact-registry deploy-gke deploy-cloud-run gcloud run-gcloud',
};
