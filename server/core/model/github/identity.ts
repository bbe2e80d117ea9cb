import type { Step } from './step.ts';
import { inputOf } from './step.ts';
import { actionName } from './uses.ts';

/** Actions that use the identity token, by name; entered by hand from their documentation (read 2026-11). */
const USERS =
  /^(?:aws-actions\/|azure\/|google-github-actions\/(?:auth|deploy)|hashicorp\/|sigstore\/|slsa-framework\/|actions\/(?:attest|deploy-pages|create-github-app-token)|pypa\/|rubygems\/|crates-io\/|rust-lang\/crates-io|js-devtools\/npm-publish|nuget\/login|goreleaser\/|docker\/(?:login|build-push|bake)-action|codecov\/|codspeedhq\/|octopusdeploy\/|pulumi\/|jfrog\/|depot\/|anthropics\/|tailscale\/|cloudflare\/|changesets\/|semantic-release|cycjimmy\/|ossf\/scorecard|octo-sts\/|chainguard-dev\/|1password\/|dopplerhq\/|infisical\/|databricks\/|snowflake|supabase\/|vercel\/|sonarsource\/|trunk-io\/|namespacelabs\/|aquasecurity\/|anchore\/|artifacthub|buildkite\/|akeyless)/;

const SCRIPT =
  /ACTIONS_ID_TOKEN|\b(?:cosign|sigstore|gitsign|witness|notation|slsa|npm|pnpm|yarn|bun|lerna|nx|changeset|semantic-release|twine|uv|poetry|hatch|pdm|flit|cargo|gem|rake|dotnet|nuget|goreleaser|gcloud|aws|az|vault|pulumi|terraform|kubectl|helm|ko|gh)\b[^\n]{0,200}\b(?:publish|sign|attest|release|upload|push|login|auth|apply|deploy|up|configure|sts|provenance)\b|audience|oidc/i;

/** True when the step is known to use the identity token, or may do so where nobody can see it from here. */
export function mayUseIdentity(step: Step): boolean {
  if (step.run) return SCRIPT.test(step.run.text);
  // A local action or an image is another file.
  if (step.uses?.kind !== 'repository') return step.uses !== undefined;
  const name = actionName(step.uses);
  if (name === 'actions/github-script') return /getIDToken/.test(inputOf(step, 'script')?.text ?? '');
  return USERS.test(name);
}
