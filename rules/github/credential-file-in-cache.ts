import { inputOf, linesOf } from '../../server/core/model/github/step.ts';
import { actionName } from '../../server/core/model/github/uses.ts';
import { defineRule } from '../../server/core/rule.ts';

const CACHES: ReadonlySet<string> = new Set(['actions/cache', 'actions/cache/restore', 'actions/cache/save']);
const CREDENTIALS =
  /^(?:(?:~|\$HOME|\$\{HOME\}|\$\{\{\s*env\.HOME\s*\}\}|\/home\/runner|\/root)(?:\/\*{0,2}|\/\.(?:npmrc|yarnrc|pypirc|netrc|git-credentials|(?:aws|azure|gcloud|kube|ssh|gnupg|docker)(?:\/(?!cache|cli-plugins|buildx|sso|known_hosts).{0,100})?|config\/(?:gcloud|gh)(?:\/.{0,100})?|gradle\/gradle\.properties|m2\/settings(?:-security)?\.xml|cargo\/credentials(?:\.toml)?|gem\/credentials))?|(?:\.\/)?\.(?:npmrc|netrc|pypirc))$/;

export default defineRule({
  id: 'credential-file-in-cache',
  summary: 'A cache takes files along that hold credentials',
  severity: 'high',
  confidence: 'medium',
  profile: 'default',
  owasp: ['CICD-SEC-6', 'CICD-SEC-9'],
  cwe: [312, 524],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-067'] },
  docs: `
    ## What it does
    Reports \`actions/cache\` (and its parts) with a \`path\` of credentials: \`~/.npmrc\`, \`~/.aws\`, \`~/.ssh\`, \`~/.docker/config.json\`,
    \`~/.netrc\`, \`~/.kube\`, \`~/.m2/settings.xml\` and their like, or of the whole home directory.

    ## Why is this bad?
    Every later run on the branch, and the pull requests into it, can restore the cache and read what is in it. The
    credentials outlive the job that was given them.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/cache@v4
            with:
              path: |
                ~/.npm
                ~/.npmrc
              key: npm
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/cache@v4
            with:
              path: |
                ~/.npm
                ~/.m2/repository
              key: npm
    \`\`\`
  `,
  check: {
    step(ctx, step) {
      if (step.uses?.kind !== 'repository' || !CACHES.has(actionName(step.uses))) return;
      const path = inputOf(step, 'path');
      if (!path) return;
      for (const line of linesOf(path)) {
        if (!CREDENTIALS.test(line)) continue;
        const at = path.text.indexOf(line);
        ctx.report({
          span: path.map.span(at, at + line.length),
          message:
            'This path holds credentials, which later runs can restore; cache only downloaded packages.',
        });
      }
    },
  },
});
