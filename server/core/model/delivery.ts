import { type CommandLine, commandLines } from '../parse/command-lines.ts';

/** What a command does for delivery; `push` is a push of a container image, `deploy` any other publication. */
export type Deed = 'push' | 'deploy' | 'test' | 'scan' | 'image' | undefined;

/** Names of jobs and stages that say: this brings something to people. */
export const DELIVERY_NAME = /(?:^|[^a-z])(?:deploy|release|publish|promote|rollout)(?:$|[^a-z]|ment)/i;

/** What a simple command does, by its first words. A help text or a version is nothing. */
export function deedOf({ text }: CommandLine): Deed {
  if (/\s--?(?:version|help|dry-?run|dryrun)\b/.test(text)) return undefined;
  if (PUSH.test(text)) return 'push';
  if (DEPLOY.test(text) || isUpload(text)) return isUploadOfReports(text) ? undefined : 'deploy';
  if (IMAGE.test(text)) return 'image';
  if (SCAN.test(text)) return 'scan';
  return TEST.test(text) ? 'test' : undefined;
}

/** The commands of a script that do one of `deeds`. */
export function commandsDoing(script: string, deeds: readonly Deed[]): readonly CommandLine[] {
  return commandLines(script).filter((command) => deeds.includes(deedOf(command)));
}

const PUSH = /^(?:docker|podman|nerdctl|buildah|skopeo|crane)\s(?:.*\s)?(?:push|--push|copy)(?:\s|$)/;
const IMAGE = /^(?:docker|podman|nerdctl|buildah)\s(?:.*\s)?(?:build|bud)(?:\s|$)/;

const DEPLOY = new RegExp(
  `^(?:${[
    String.raw`aws\s.*(?:ecs\s+(?:update-service|register-task-definition|deploy)|lambda\s+(?:update-function-code|publish-version|update-alias|publish-layer-version)|cloudformation\s+(?:deploy|create-stack|update-stack|execute-change-set)|elasticbeanstalk\s+(?:create-application-version|update-environment)|deploy\s+(?:create-deployment|push)|apprunner\s+start-deployment|amplify\s+start-deployment|codeartifact\s+publish-package-version)`,
    String.raw`kubectl\s(?:.*\s)?(?:apply|set\s+image|rollout\s+restart|replace|create)(?:\s|$)`,
    String.raw`helm\s(?:.*\s)?(?:upgrade|install|push)(?:\s|$)`,
    String.raw`(?:terraform|tofu|terragrunt)\s(?:.*\s)?apply(?:\s|$)`,
    String.raw`(?:npx\s+)?(?:cdk|sam|sls|serverless|copilot|eb|ecs-cli|amplify|firebase|netlify|vercel|pulumi|skaffold|ecspresso)\s(?:.*\s)?(?:deploy|publish|up|push)(?:\s|$)`,
    String.raw`(?:npm|yarn|pnpm|lerna|cargo|poetry|uv|flit|hatch)\s(?:.*\s)?publish(?:\s|$)`,
    String.raw`(?:npx\s+)?semantic-release(?:\s|$)`,
    String.raw`(?:python3?\s+-m\s+)?twine\s+upload\s`,
    String.raw`gem\s+push\s`,
    String.raw`gh\s+release\s+(?:create|upload)\s`,
    String.raw`(?:\.\/)?(?:mvn|mvnw)\s(?:.*\s)?deploy(?:\s|$)`,
    String.raw`(?:\.\/)?gradlew?\s(?:.*\s)?publish\w*(?:\s|$)`,
    String.raw`dotnet\s+nuget\s+push\s`,
    String.raw`ansible-playbook\s+\S*deploy`,
  ].join('|')})`,
);

/** True for a copy from here to S3; a variable as its target counts as a bucket. */
function isUpload(text: string): boolean {
  const rest = /^aws\s(?:--\S+\s)*s3\s+(?:sync|cp|mv)\s(.*)$/s.exec(text)?.[1];
  if (rest === undefined) return false;
  const places = rest.replace(S3_OPTION, ' ').trim().split(/\s+/);
  return !/^["']?s3:/.test(places[0] ?? '') && /^["']?(?:s3:|\$)/.test(places[1] ?? '');
}

/** An option of `aws s3`, with its value where it takes one. */
const S3_OPTION =
  /(?:^|\s)--(?:(?:sse|region|profile|exclude|include|acl|cache-control|content-type|content-encoding|metadata|metadata-directive|storage-class|endpoint-url|sse-kms-key-id|grants|expires)(?:[= ]\s*(?:"[^"]*"|'[^']*'|\S+))?|[\w-]+)(?=\s|$)/g;

/** Reports of tests are uploaded after a failed build on purpose. */
function isUploadOfReports(text: string): boolean {
  return /reports?(?![a-z])|coverage|\blogs?\b|test-?results?|junit|screenshots?|allure|cypress|\bsarif\b|\.log\b|cache/i.test(
    text,
  );
}

const SCAN =
  /^(?:npx\s+|python3?\s+-m\s+|uvx\s+|docker\s+run\s.*)?(?:bandit|pip-audit|safety\s+(?:check|scan)|trivy|grype|snyk\s+(?:test|code|container|iac)|checkov|cfn_nag(?:_scan)?|cfn-lint|cfn-guard|tfsec|semgrep|gitleaks|detect-secrets|trufflehog|guarddog|osv-scanner|npm\s+audit|yarn\s+(?:npm\s+)?audit|pnpm\s+audit|cargo\s+audit|cargo\s+deny|govulncheck|gosec|brakeman|bundle(?:r)?[- ]audit|hadolint|kics|prowler|ash|sonar-scanner|dockle|zizmor|actionlint|pipewarden)(?:\s|$)/;

const TEST =
  /^(?:npx\s+|python3?\s+-m\s+|poetry\s+run\s+|pipenv\s+run\s+|uv\s+run\s+|bundle\s+exec\s+|coverage\s+run\s+-m\s+)?(?:(?:npm|yarn|pnpm|bun)\s+(?:run\s+)?(?:test|lint|check|e2e|verify)\S*|npm\s+t|pytest|py\.test|unittest|tox|nox|jest|vitest|mocha|cypress\s+run|playwright\s+test|eslint|ruff|flake8|mypy|pylint|tsc|go\s+(?:test|vet)|cargo\s+(?:test|clippy)|(?:\.\/)?mvnw?\s(?:.*\s)?(?:test|verify|package|install)|(?:\.\/)?gradlew?\s(?:.*\s)?(?:test|check|build)|dotnet\s+test|rspec|rake\s+(?:spec|test)|rails\s+test|phpunit|(?:vendor\/bin\/|\.\/vendor\/bin\/)\w+|make\s+(?:test|check|lint|verify)\S*|ng\s+(?:test|lint|e2e)|bats|shellcheck|terraform\s+(?:validate|test)|cdk\s+synth)(?:\s|$)/;
