import {
  isChosenByOutsider,
  isUntrustedVariable,
  variablesIn,
} from '../../server/core/model/gitlab/untrusted.ts';
import { itemsOf, scalarAt, valueAt } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'gitlab-untrusted-cache-key',
  summary: 'The key of a cache is chosen by whoever pushes a branch',
  severity: 'low',
  confidence: 'medium',
  profile: 'audit',
  earliest: 'strict',
  owasp: ['CICD-SEC-4'],
  cwe: [349],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL046'], 'pipeline-check': ['GL-012'] },
  docs: `
    ## What it does
    Reports \`cache: key\` made of a branch or tag name alone, where the project may share one cache between protected
    and other branches. Slugs are in the \`audit\` profile, text that is taken as it is in \`strict\`.

    ## Why is this bad?
    GitLab keeps caches of protected and unprotected branches apart by default; where that is switched off, a branch
    whose slug equals another's (\`a/b\` and \`a-b\`) writes the cache that the other one runs. Build the key from files
    (\`key: files:\`) or keep the setting on.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    build:
      cache:
        key: $CI_COMMIT_REF_SLUG
        paths: [node_modules]
      script: [npm ci]
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    build:
      cache:
        key:
          files: [package-lock.json]
        paths: [node_modules]
      script: [npm ci]
    \`\`\`
  `,
  check: {
    gitlab(ctx, { root, jobs }) {
      for (const node of [root, valueAt(root, 'default'), ...jobs.map((job) => job.node)]) {
        for (const cache of itemsOf(valueAt(node, 'cache'))) {
          const key = scalarAt(cache, 'key') ?? scalarAt(cache, 'key', 'prefix');
          const used = key && variablesIn(key.text).find(({ name }) => isChosenByOutsider(name));
          if (!used || valueAt(cache, 'key', 'files')) continue;
          ctx.report({
            span: key.map.span(used.start, used.end),
            message: `Whoever pushes a branch fills \`${used.name}\` and so picks this cache; build the key from files.`,
            // A slug is what GitLab's own examples use.
            ...(isUntrustedVariable(used.name) && { profile: 'strict' }),
          });
        }
      }
    },
  },
});
