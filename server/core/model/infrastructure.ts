import type { CommandLine } from '../parse/command-lines.ts';

/** A cheap test that is false for scripts that change no infrastructure. */
export const INFRASTRUCTURE_HINT =
  /\b(?:terraform|tofu|terragrunt|cloudformation|cdk|pulumi|sam|serverless|sls)\b/;

const CHANGE =
  /^(?:npx\s+(?:-\S+\s+)*)?(?:(?:terraform|tofu|terragrunt)\s(?:.*\s)?(?:apply|destroy)(?:\s|$)|aws\s(?:.*\s)?cloudformation\s+(?:deploy|create-stack|update-stack|delete-stack|execute-change-set)(?:\s|$)|cdk\s(?:.*\s)?(?:deploy|destroy)(?:\s|$)|pulumi\s(?:.*\s)?(?:up|update|destroy)(?:\s|$)|sam\s(?:.*\s)?deploy(?:\s|$)|(?:sls|serverless)\s(?:.*\s)?deploy(?:\s|$))/;

/** True when the command changes cloud resources to what the files of the working tree say. */
export function changesInfrastructure({ text }: CommandLine): boolean {
  return CHANGE.test(text) && !/\s--?(?:help|dry-?run|no-execute-changeset|preview-only)\b/.test(text);
}
