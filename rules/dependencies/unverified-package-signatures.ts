import { commandsOf } from '../../server/core/model/pipeline.ts';
import { defineRule } from '../../server/core/rule.ts';

const INSTALL = /\b(?:npm|pnpm)\s+(?:ci|clean-install|install|i)\b/;
const COMMAND = /^(?:npm|pnpm)\s+(?:ci|clean-install|install|i)(?=\s|$)(?!.*\s(?:-g|--global)\b)/;

export default defineRule({
  id: 'unverified-package-signatures',
  summary: 'Nothing looks at the signatures of npm packages',
  severity: 'info',
  confidence: 'low',
  profile: 'strict',
  owasp: ['CICD-SEC-3'],
  cwe: [347],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-059', 'GL-034'] },
  docs: `
    ## What it does
    Reports the first \`npm ci\`, \`npm install\` or \`pnpm install\` of a pipeline in which nothing runs \`npm audit signatures\`.

    ## Why is this bad?
    A lock file says which bytes to take, not who published them. \`npm audit signatures\` compares them with the registry's
    signatures and the attestations of the build, where there are any.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    test:
      script:
        - npm ci
        - npm test
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    test:
      script:
        - npm ci
        - npm audit signatures
        - npm test
    \`\`\`
  `,
  check: {
    pipeline(ctx, { jobs }) {
      if (!INSTALL.test(ctx.source.text) || ctx.source.text.includes('audit signatures')) return;
      for (const job of jobs) {
        for (const { line, span } of commandsOf(job, INSTALL)) {
          if (!COMMAND.test(line.text)) continue;
          ctx.report({
            span,
            message:
              'Nothing checks who published these packages; run `npm audit signatures` after the installation.',
          });
          return;
        }
      }
    },
  },
});
