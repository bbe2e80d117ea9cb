import { actionName, majorVersion } from '../../server/core/model/github/uses.ts';
import { defineRule } from '../../server/core/rule.ts';
import { FIRST_SUPPORTED_MAJOR } from '../data/action-runtimes.ts';

export default defineRule({
  id: 'outdated-action',
  summary: 'A version of an action was made for a Node.js that nobody maintains',
  severity: 'low',
  confidence: 'high',
  profile: 'strict',
  owasp: ['CICD-SEC-3'],
  cwe: [1104],
  since: '0.1.0',
  fix: 'none',
  equivalents: { actionlint: ['action'] },
  references: [
    'https://github.blog/changelog/2023-09-22-github-actions-transitioning-from-node-16-to-node-20/',
  ],
  docs: `
    ## What it does
    Reports major versions of popular actions that were made for Node.js 12 or 16. A ref that is a commit or a branch says
    nothing about the version and is passed over.

    ## Why is this bad?
    These versions get no security fixes any more, neither do the libraries in them. GitHub runs them on a newer Node.js
    than they were tested with.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/checkout@v3
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/checkout@v6
    \`\`\`
  `,
  check: {
    step(ctx, { uses }) {
      if (uses?.kind !== 'repository') return;
      const name = actionName(uses);
      const first = Object.hasOwn(FIRST_SUPPORTED_MAJOR, name) ? FIRST_SUPPORTED_MAJOR[name]! : undefined;
      if (first === undefined) return;
      const major = majorVersion(uses);
      if (major === undefined || major >= first) return;
      ctx.report({
        span: uses.node.alias ?? uses.node.span,
        message: `This version was made for a Node.js without security fixes; take \`v${first}\` or later.`,
      });
    },
  },
});
