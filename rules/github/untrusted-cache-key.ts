import { isPrivilegedEvent, stepEvents } from '../../server/core/model/github/events.ts';
import { inputOf, type Step } from '../../server/core/model/github/step.ts';
import { originsIn } from '../../server/core/model/github/taint.ts';
import { actionName } from '../../server/core/model/github/uses.ts';
import type { ScalarNode } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

const CACHES: ReadonlySet<string> = new Set([
  'actions/cache',
  'actions/cache/restore',
  'actions/cache/save',
  'buildjet/cache',
  'useblacksmith/cache',
]);

export default defineRule({
  id: 'untrusted-cache-key',
  summary: 'A cache key is made of text that an outsider writes',
  severity: 'medium',
  confidence: 'medium',
  profile: 'strict',
  earliest: 'default',
  owasp: ['CICD-SEC-4', 'CICD-SEC-9'],
  cwe: [349, 829],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-011', 'GHA-052'] },
  docs: `
    ## What it does
    Reports \`key\` and \`restore-keys\` of \`actions/cache\` (and its parts \`restore\` and \`save\`) with fields that outsiders write: the
    branch or title of a pull request, a comment, also free-text inputs. It is in the \`default\` profile where the workflow
    runs with the privileges of the base repository.

    ## Why is this bad?
    What a run saves under a key is unpacked by every later run that asks for it. An outsider who chooses the key can aim at
    one that a release uses. Make keys of the runner, a name and the hash of lock files (\`hashFiles\`).

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: pull_request_target
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/cache@v4
            with:
              path: ~/.npm
              key: npm-\${{ github.head_ref }}
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: pull_request_target
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/cache@v4
            with:
              path: ~/.npm
              key: npm-\${{ runner.os }}-\${{ hashFiles('package-lock.json') }}
    \`\`\`
  `,
  check: {
    step(ctx, step) {
      if (step.uses?.kind !== 'repository' || !CACHES.has(actionName(step.uses))) return;
      for (const name of ['key', 'restore-keys']) {
        const value = inputOf(step, name);
        const by = value && writerOf(value, step);
        if (!by) continue;
        const open = by === 'outsider' && stepEvents(step).some(isPrivilegedEvent);
        ctx.report({
          span: value.span,
          message:
            'Someone else chooses the key, and so which cache is used; build it with `hashFiles` instead.',
          ...(open ? { profile: 'default' } : { severity: 'low' }),
        });
      }
    },
  },
});

/** Who writes a part of the key, other than those who may push; undefined for nobody. */
function writerOf(key: ScalarNode, step: Step): 'outsider' | 'input' | undefined {
  const origins = originsIn(key, step);
  if (origins.some(({ by }) => by === 'outsider')) return 'outsider';
  return origins.some(({ by, ...origin }) => 'what' in origin && origin.what === 'dispatch')
    ? 'input'
    : undefined;
}
