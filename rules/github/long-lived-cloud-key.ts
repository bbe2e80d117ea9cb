import { inputOf } from '../../server/core/model/github/step.ts';
import { isAction } from '../../server/core/model/github/uses.ts';
import { optionsOf } from '../../server/core/parse/shell/query.ts';
import type { Assignment, Command, ScriptHost } from '../../server/core/parse/shell.ts';
import { defineRule } from '../../server/core/rule.ts';

const MESSAGE =
  'This key works until someone revokes it; sign in with the identity of the job (OIDC) instead.';
/** Emulators, and stores of others that speak the language of S3. */
const OTHER =
  /localstack|\bmoto\b|minio|localhost|127\.0\.0\.1|AWS_ENDPOINT_URL|--endpoint-url|endpoint_url|r2\.cloudflarestorage|digitaloceanspaces|backblaze|wasabi|\bR2_|\bB2_|\bSPACES_/i;

/** Kinds of file whose jobs have an identity of their own to use instead. */
const PIPELINES: ReadonlySet<string> = new Set(['github-workflow', 'github-action', 'gitlab-ci']);

export default defineRule({
  id: 'long-lived-cloud-key',
  summary: 'A pipeline signs in to a cloud with a key that never expires',
  severity: 'medium',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-6'],
  cwe: [798, 522],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-005', 'GL-013'], glsec: ['GL070'] },
  docs: `
    ## What it does
    Reports an access key of AWS in a workflow or GitLab pipeline: \`AWS_ACCESS_KEY_ID\` and \`AWS_SECRET_ACCESS_KEY\` as
    variables, and the inputs of \`aws-actions/configure-aws-credentials\`; and scripts that sign in with a stored key:
    \`gcloud auth activate-service-account\`, \`gcloud … --key-file\`, \`aws configure set aws_secret_access_key\`,
    \`AWS_SECRET_ACCESS_KEY=…\`, \`az login --service-principal --password\`. Emulators (\`localstack\`, an endpoint on the
    machine), keys of other clouds that speak S3, and keys that come with a session token are left alone.

    ## Why is this bad?
    Such a key works from anywhere until someone revokes it, and nobody sees who has a copy. With \`id-token: write\` (GitLab:
    \`id_tokens\`) the job asks AWS for credentials of an hour, which the role's trust policy can tie to one branch.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      deploy:
        runs-on: ubuntu-latest
        steps:
          - uses: aws-actions/configure-aws-credentials@v4
            with:
              aws-access-key-id: \${{ secrets.AWS_ACCESS_KEY_ID }}
              aws-secret-access-key: \${{ secrets.AWS_SECRET_ACCESS_KEY }}
              aws-region: eu-central-1
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions:
      id-token: write
    jobs:
      deploy:
        runs-on: ubuntu-latest
        steps:
          - uses: aws-actions/configure-aws-credentials@v4
            with:
              role-to-assume: arn:aws:iam::111122223333:role/deploy
              aws-region: eu-central-1
    \`\`\`
  `,
  check: {
    step(ctx, step) {
      if (!isAction(step.uses, 'aws-actions/configure-aws-credentials')) return;
      const key = inputOf(step, 'aws-access-key-id');
      if (key && isStored(key.text) && !inputOf(step, 'aws-session-token'))
        ctx.report({ span: key.span, message: MESSAGE });
    },
    script(ctx, script) {
      if (!SIGN_IN_HINT.test(script.text)) return;
      for (const command of script.commands) {
        if (signsIn(command, script.text))
          ctx.report({ span: script.spanOf(command), message: messageIn(script.host) });
      }
    },
    'environment-variable'(ctx, { name, value, valueSpan, span }) {
      if (!PIPELINES.has(ctx.document.kind)) return;
      if (name !== 'AWS_ACCESS_KEY_ID' && name !== 'AWS_SECRET_ACCESS_KEY') return;
      const { text } = ctx.source;
      if (!isStored(value) || text.includes('AWS_SESSION_TOKEN') || OTHER.test(text)) return;
      // Of the pair, the first is enough.
      if (name === 'AWS_SECRET_ACCESS_KEY' && text.includes('AWS_ACCESS_KEY_ID')) return;
      ctx.report({ span: ctx.document.kind === 'gitlab-ci' ? span : valueSpan, message: MESSAGE });
    },
  },
});

/** A build of CodeBuild has a role of its own and needs no sign-in. */
function messageIn(host: ScriptHost): string {
  return host === 'commands'
    ? 'This key works until someone revokes it; give the role of the build project the permissions instead.'
    : MESSAGE;
}

/** A secret, a variable of the project, or the key itself; neither an output of a step nor a value for tests. */
function isStored(value: string): boolean {
  return /\bsecrets\.|^\$\{?\w*(?:KEY|AWS)\w*\}?$|^AKIA[0-9A-Z]{16}$/i.test(value);
}

const SIGN_IN_HINT = /activate-service-account|--key-file|aws_secret_access_key|service-principal/i;

function signsIn({ name, args, assignments }: Command, text: string): boolean {
  if (assignments.some((assignment) => isStaticKey(assignment, text))) return true;
  const words = args.map((word) => word.text);
  switch (name) {
    case 'gcloud':
      return (
        words.includes('activate-service-account') || words.some((word) => /^--key-file(?:=|$)/.test(word))
      );
    case 'aws':
      return (
        words[0] === 'configure' &&
        words[1] === 'set' &&
        words.some((word) => /(?:^|\.)aws_secret_access_key$/i.test(word)) &&
        !/session_token/i.test(text)
      );
    case 'az':
      return (
        words[0] === 'login' &&
        words.includes('--service-principal') &&
        optionsOf(args, ['-p', '--password']).length > 0
      );
    default:
      return false;
  }
}

function isStaticKey({ name, value }: Assignment, text: string): boolean {
  return (
    name === 'AWS_SECRET_ACCESS_KEY' &&
    value !== undefined &&
    // What a command gives back, or an emulator takes, is no key of a person.
    value.pieces.every(({ kind }) => kind !== 'command') &&
    !/^(?:|test|dummy|local|minio\w*|fake|foo|x+)$/i.test(value.text) &&
    !/session_token/i.test(text)
  );
}
