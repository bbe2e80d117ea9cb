import { valueAllowing } from '../../server/core/model/policy/permissions.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'codebuild-credential-import',
  summary: 'A policy allows to replace the source credentials of all builds',
  severity: 'medium',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-6', 'CICD-SEC-2'],
  cwe: [522, 732],
  since: '0.1.0',
  fix: 'none',
  equivalents: {},
  docs: `
    ## What it does
    Reports \`codebuild:ImportSourceCredentials\`, \`DeleteSourceCredentials\` and \`PersistOAuthToken\` where a policy names them.

    ## Why is this bad?
    CodeBuild keeps one token per provider for the whole account and region. Who may replace it decides which repositories
    every build reads, with whose rights.

    ## Example
    \`\`\`json bad build-policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        { "Effect": "Allow", "Action": "codebuild:ImportSourceCredentials", "Resource": "*" }
      ]
    }
    \`\`\`
    Use instead:
    \`\`\`json good build-policy.json
    {
      "Version": "2012-10-17",
      "Statement": [
        { "Effect": "Allow", "Action": "codebuild:ListSourceCredentials", "Resource": "*" }
      ]
    }
    \`\`\`
  `,
  check: {
    policy(ctx, policy) {
      if (policy.type !== 'identity') return;
      for (const statement of policy.statements) {
        if (statement.actions?.negated) continue;
        const action = ACTIONS.map((name) => valueAllowing(statement, name)).find(
          (value) => value && /^codebuild:[a-z]{4}/i.test(value.text),
        );
        if (!action) continue;
        ctx.report({
          span: action.node.span,
          message:
            'This replaces the token that all builds of the account fetch sources with; leave it to administrators.',
          sid: statement.sid?.text,
        });
      }
    },
  },
});

const ACTIONS = [
  'codebuild:importsourcecredentials',
  'codebuild:deletesourcecredentials',
  'codebuild:persistoauthtoken',
];
