import type { CodeBuildProject } from '../../server/core/model/codebuild.ts';
import { parametersOf, referencesOf, templateText } from '../../server/core/model/template.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'noecho-in-plaintext-variable',
  summary: 'A secret is resolved into a plain-text variable of a CodeBuild project',
  severity: 'medium',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-6'],
  cwe: [522],
  since: '0.1.0',
  fix: 'none',
  references: ['https://docs.aws.amazon.com/codebuild/latest/APIReference/API_EnvironmentVariable.html'],
  docs: `
    ## What it does
    Reports a variable of a CodeBuild project of type \`PLAINTEXT\` (the default) whose value is a \`NoEcho\` parameter of
    the template, or a dynamic reference to Secrets Manager or to a secure parameter.

    ## Why is this bad?
    CloudFormation puts the secret's text into the project. It is shown in the console, returned by
    \`BatchGetProjects\` and \`BatchGetBuilds\`, and not masked in the log.

    ## Example
    \`\`\`yaml bad template.yml
    Parameters:
      Token: { Type: String, NoEcho: true }
    Resources:
      Build:
        Type: AWS::CodeBuild::Project
        Properties:
          Environment:
            EnvironmentVariables:
              - { Name: TOKEN, Value: !Ref Token }
    \`\`\`
    Use instead:
    \`\`\`yaml good template.yml
    Parameters:
      TokenSecret: { Type: String, Default: ci/token }
    Resources:
      Build:
        Type: AWS::CodeBuild::Project
        Properties:
          Environment:
            EnvironmentVariables:
              - { Name: TOKEN, Type: SECRETS_MANAGER, Value: !Ref TokenSecret }
    \`\`\`
  `,
  check: { 'codebuild-project': check },
});

function check(ctx: Context, { variables }: CodeBuildProject): void {
  if (variables.length === 0) return;
  const parameters = parametersOf(ctx.document);
  for (const { type, value } of variables) {
    if (type !== 'PLAINTEXT' || !value) continue;
    const hidden = referencesOf(value).find((name) => parameters.get(name)?.noEcho);
    const resolved = hidden === undefined && DYNAMIC.test(templateText(value)?.text ?? '');
    if (hidden === undefined && !resolved) continue;
    ctx.report({
      span: value.span,
      message:
        'The secret becomes plain text in the project; give the variable Type SECRETS_MANAGER and the name of it.',
    });
  }
}

const DYNAMIC = /\{\{resolve:(?:secretsmanager|ssm-secure):/;
