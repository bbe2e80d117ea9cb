import type { Severity } from '../../server/core/finding.ts';
import { type CodePipeline, settingsOf } from '../../server/core/model/codepipeline.ts';
import type { ScalarNode } from '../../server/core/parse/tree.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'pipeline-variable-injection',
  summary: 'Text that outsiders write is put into a command or document of a pipeline',
  severity: 'high',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-4'],
  cwe: [78, 94],
  since: '0.1.0',
  fix: 'none',
  references: ['https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html'],
  docs: `
    ## What it does
    Reports commit messages, branch names, and titles and branches of pull requests (\`#{SourceVariables.CommitMessage}\`)
    in the \`Commands\` of a CodePipeline action, and in its settings that are JSON or lists of parameters.

    ## Why is this bad?
    CodePipeline puts the text in as it is. A commit message that holds a quote ends the argument, and what follows is
    run as a command with the role of the action; in JSON it adds or replaces members.

    ## Example
    \`\`\`yaml bad template.yml
    Resources:
      Pipeline:
        Type: AWS::CodePipeline::Pipeline
        Properties:
          Stages:
            - Name: Build
              Actions:
                - Name: Notes
                  ActionTypeId: { Category: Compute, Owner: AWS, Provider: Commands, Version: '1' }
                  Commands:
                    - echo "#{SourceVariables.CommitMessage}" > notes.txt
    \`\`\`
    Use instead:
    \`\`\`yaml good template.yml
    Resources:
      Pipeline:
        Type: AWS::CodePipeline::Pipeline
        Properties:
          Stages:
            - Name: Build
              Actions:
                - Name: Notes
                  ActionTypeId: { Category: Compute, Owner: AWS, Provider: Commands, Version: '1' }
                  Commands:
                    - git log -1 --format=%s "#{SourceVariables.CommitId}" > notes.txt
    \`\`\`
  `,
  check: { codepipeline: check },
});

function check(ctx: Context, { stages }: CodePipeline): void {
  for (const { actions } of stages) {
    for (const action of actions) {
      for (const command of action.commands) report(ctx, command, 'the command', 'high');
      for (const [name, value] of settingsOf(action)) {
        if (DOCUMENTS.has(name)) report(ctx, value, 'the document', 'medium');
      }
    }
  }
}

/** Settings that are JSON in a text. What an approver is shown (`CustomData`) can deceive, but runs nothing. */
const DOCUMENTS: ReadonlySet<string> = new Set([
  'EnvironmentVariables',
  'ParameterOverrides',
  'UserParameters',
  'Input',
]);

/** Variables of source actions and triggers whose text its author chooses freely. */
const TAINTED =
  /#\{[\w-]+\.(?:CommitMessage|BranchName|PullRequest(?:Title|Description|Branch\w*|HeadRef|Body)|Branch|TagName|AuthorDisplayName|AuthorEmail)\}/g;

function report(ctx: Context, scalar: ScalarNode, place: string, severity: Severity): void {
  if (!scalar.text.includes('#{')) return;
  for (const match of scalar.text.matchAll(TAINTED)) {
    ctx.report({
      span: scalar.map.span(match.index, match.index + match[0].length),
      message: `This text becomes part of ${place} as its author wrote it; use the commit id, or read it from git there.`,
      severity: /BranchName|Branch\}|TagName/.test(match[0]) ? milder(severity) : severity,
    });
  }
}

/** Names of branches and tags come from people who may push. */
function milder(severity: Severity): Severity {
  return severity === 'high' ? 'medium' : 'low';
}
