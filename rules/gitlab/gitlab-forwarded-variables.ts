import { mayHoldSecret } from '../../server/core/model/secret-name.ts';
import { isScalar, itemsOf, type Node, pairOf, scalarAt, valueAt } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'gitlab-forwarded-variables',
  summary: 'The variables of the pipeline are handed to another one',
  severity: 'medium',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-6'],
  cwe: [200],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL010', 'GL037'] },
  docs: `
    ## What it does
    Reports \`trigger: forward: pipeline_variables: true\`, and jobs with \`trigger\` that inherit top-level variables
    whose names say that they are secret.

    ## Why is this bad?
    Whoever can change the other project's pipeline reads them. Hand over by name what it needs (\`variables\` of the
    job, with \`inherit: variables: false\`).

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    variables:
      DEPLOY_TOKEN: $MAIN_TOKEN
    deploy:
      trigger: group/deployer
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    variables:
      DEPLOY_TOKEN: $MAIN_TOKEN
    deploy:
      inherit:
        variables: false
      trigger: group/deployer
    \`\`\`
  `,
  check: {
    gitlab(ctx, { jobs, variables }) {
      const secret = variables.find(({ name, job }) => !job && mayHoldSecret(name.text));
      for (const { node, hidden } of jobs) {
        const trigger = pairOf(node, 'trigger');
        if (hidden || !trigger?.value) continue;
        const forward = scalarAt(trigger.value, 'forward', 'pipeline_variables');
        if (forward?.value === true)
          ctx.report({
            span: forward.span,
            message:
              'Whatever is set for this pipeline goes to the other one; hand over by name what it needs.',
          });
        const yaml = scalarAt(trigger.value, 'forward', 'yaml_variables');
        if (
          !secret ||
          yaml?.value === false ||
          keepsOut(valueAt(node, 'inherit', 'variables'), secret.name.text)
        )
          continue;
        ctx.report({
          span: trigger.key.span,
          message: `\`${secret.name.text}\` goes to the other pipeline too; set \`inherit: variables: false\`.`,
        });
      }
    },
  },
});

/** `inherit: variables: false`, or a list that does not name the variable. */
function keepsOut(inherit: Node | undefined, name: string): boolean {
  if (!inherit) return false;
  if (isScalar(inherit)) return inherit.value === false;
  return !itemsOf(inherit).some((item) => isScalar(item) && item.text === name);
}
