import { isChosenByOutsider, variablesIn } from '../../server/core/model/gitlab/untrusted.ts';
import { scalarAt } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'gitlab-untrusted-environment',
  summary: 'The environment of a job is chosen by whoever pushes a branch',
  severity: 'medium',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-4', 'CICD-SEC-1'],
  cwe: [639],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL052'] },
  docs: `
    ## What it does
    Reports \`environment: name\` that begins with a variable an outsider fills, so that it can be any name. A fixed
    prefix (\`review/$CI_COMMIT_REF_SLUG\`) is accepted.

    ## Why is this bad?
    A branch called \`production\` then gets the variables and the record of deployments of that environment.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    deploy:
      environment: $CI_COMMIT_REF_NAME
      script: [./deploy.sh]
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    deploy:
      environment: review/$CI_MERGE_REQUEST_IID
      script: [./deploy.sh]
    \`\`\`
  `,
  check: {
    gitlab(ctx, { jobs }) {
      for (const { node } of jobs) {
        const name = scalarAt(node, 'environment') ?? scalarAt(node, 'environment', 'name');
        const [used] = name ? variablesIn(name.text) : [];
        if (!name || !used || !isChosenByOutsider(used.name)) continue;
        ctx.report({
          span: name.map.span(used.start, used.end),
          message: `Whoever pushes a branch fills \`${used.name}\` and can name any environment; put a prefix such as \`review/\` before it.`,
          // Behind a folder of its own the name can only be that of another branch's environment.
          ...(/^[\w.-]+\//.test(name.text) && { severity: 'low', profile: 'audit' }),
        });
      }
    },
  },
});
