import { inputOf, type Step } from './step.ts';
import { actionName } from './uses.ts';

/** Actions that are known to leave the identity token alone; any other may ask for it. Entered by hand (read 2026-11). */
const IDLE =
  /^(?:actions\/(?!attest|deploy-pages|create-github-app-token|github-script)|docker\/(?:setup-|metadata-)|step-security\/harden-runner$|[^/]+\/setup-|pnpm\/action-setup$|dtolnay\/rust-toolchain$|swatinem\/rust-cache$|peter-evans\/|softprops\/action-gh-release$|golangci\/|github\/codeql-action\/)/;

/** Words of commands that sign, publish or sign in. */
const SCRIPT =
  /ACTIONS_ID_TOKEN|oidc|audience|publish|\bsign|attest|provenance|release|deploy|upload|\bpush\b|login|\bauth|assume|apply|cosign|vault|gcloud|\baws\b|\baz\b|pulumi|terraform|tofu/i;

/** True when the step uses the identity token, or may do so where nobody can see it from here. */
export function mayUseIdentity(step: Step): boolean {
  if (step.run) return SCRIPT.test(withoutComparedTexts(step.run.text));
  // A local action or an image is another file.
  if (step.uses?.kind !== 'repository') return step.uses !== undefined;
  const name = actionName(step.uses);
  if (name === 'actions/github-script') return /getIDToken/.test(inputOf(step, 'script')?.text ?? '');
  return !IDLE.test(name);
}

/** The script without the texts inside its expressions: `github.event_name == 'push'` pushes nothing. */
function withoutComparedTexts(text: string): string {
  return text.includes('${{') ? text.replace(EXPRESSION, (found) => found.replace(QUOTED, "''")) : text;
}

const EXPRESSION = /\$\{\{[^}]*\}\}/g;
const QUOTED = /'[^']*'/g;
