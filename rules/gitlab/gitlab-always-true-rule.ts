import { alwaysHolds } from '../../server/core/model/gitlab/condition.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'gitlab-always-true-rule',
  summary: 'The condition of a rule is always true',
  severity: 'medium',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-1'],
  cwe: [571],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL074'] },
  docs: `
    ## What it does
    Reports \`rules: if\` and \`workflow: rules\` whose condition holds whatever the variables are: \`… || true\`, \`"a" ==
    "a"\`, \`$X == "a" || $X != "a"\`.

    ## Why is this bad?
    The rule reads like a guard and guards nothing: the job runs on every branch and merge request.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    deploy:
      rules:
        - if: $CI_COMMIT_BRANCH == "main" || true
      script: [./deploy.sh]
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    deploy:
      rules:
        - if: $CI_COMMIT_BRANCH == "main"
      script: [./deploy.sh]
    \`\`\`
  `,
  check: {
    gitlab(ctx, { rules }) {
      const seen = new Set<number>();
      for (const rule of rules) {
        const condition = rule.if;
        if (!condition || seen.has(condition.span.start) || !alwaysHolds(condition.text)) continue;
        seen.add(condition.span.start);
        ctx.report({
          span: condition.span,
          message: 'This holds whatever the variables are, so it guards nothing; remove the constant part.',
        });
      }
    },
  },
});
