import { operandsOf, optionsOf } from '../../server/core/parse/shell/query.ts';
import type { Command, Word } from '../../server/core/parse/shell.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'workflow-file-written',
  summary: 'A step writes a workflow file',
  severity: 'high',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-4', 'CICD-SEC-5'],
  cwe: [913, 506],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-048'] },
  docs: `
    ## What it does
    Reports commands that write below \`.github/workflows/\`: redirections, \`tee\`, \`cp\`, \`mv\`, \`sed -i\`, \`yq -i\`, downloads.

    ## Why is this bad?
    A worm that has got hold of a token spreads like this: it puts a workflow into every repository it can reach. Where
    files are generated on purpose, do it in a job bound to an environment and let a pull request bring them in.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions:
      contents: write
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - run: cp templates/lint.yml .github/workflows/lint.yml
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - run: grep -rn uses .github/workflows/ > report.txt
    \`\`\`
  `,
  check: {
    script(ctx, script) {
      if (script.host === 'file' || !script.text.includes('.github/workflows')) return;
      for (const command of script.commands) {
        const target = writtenFile(command);
        if (target)
          ctx.report({
            span: script.spanOf(target),
            message:
              'This writes a workflow, which later runs with its own rights; let a pull request bring it in.',
          });
      }
    },
  },
});

function writtenFile({ name, args, redirects }: Command): Word | undefined {
  const redirect = redirects.find(({ operator, target }) => operator.includes('>') && isWorkflow(target));
  if (redirect) return redirect.target;
  switch (name) {
    case 'cp':
    case 'mv':
    case 'install':
    case 'rsync':
      return [operandsOf(args).at(-1)].find(isWorkflow);
    case 'tee':
      return args.find(isWorkflow);
    case 'sed':
    case 'yq':
    case 'perl':
      return args.some(({ text }) => /^(?:-[a-zA-Z]*i|--in-?place)/.test(text))
        ? args.find(isWorkflow)
        : undefined;
    case 'curl':
    case 'wget':
      return optionsOf(args, ['-o', '--output', '-O', '--output-document'])
        .map(({ word }) => word)
        .find(isWorkflow);
    default:
      return undefined;
  }
}

function isWorkflow(word: Word | undefined): boolean {
  return word !== undefined && /(?:^|\/)\.github\/workflows(?:\/|$)/.test(word.text);
}
