import { originOf } from '../../server/core/model/github/taint.ts';
import { contextsIn } from '../../server/core/parse/expression-query.ts';
import { defineRule } from '../../server/core/rule.ts';

const HINT = /github\.(?:head_ref|event\.)/;
const GUARD =
  /author_association|head\.repo|head_repository|\buser\.(?:login|id|type)|sender\.|github\.(?:actor|triggering_actor)|labels?\b/;

export default defineRule({
  id: 'outsider-text-condition',
  summary: 'What an outsider writes decides whether a job or step runs',
  severity: 'low',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-4'],
  cwe: [807],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-053'] },
  docs: `
    ## What it does
    Reports \`if:\` with text of outsiders: the title, body or branch of a pull request, a comment, a commit message. Conditions that
    also ask who wrote it, and those that only keep something from running (\`!contains(…)\`), are left alone.

    ## Why is this bad?
    A word in a title is no permission: everyone can write it. \`startsWith(github.head_ref, 'release/')\` is true for a
    branch of a fork, too. Ask for the author's association, the head repository or a label as well.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: pull_request_target
    permissions: {}
    jobs:
      release:
        if: startsWith(github.head_ref, 'release/')
        runs-on: ubuntu-latest
        steps:
          - run: ./release.sh
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: pull_request_target
    permissions: {}
    jobs:
      release:
        if: startsWith(github.head_ref, 'release/') && github.event.pull_request.head.repo.full_name == github.repository
        runs-on: ubuntu-latest
        steps:
          - run: ./release.sh
    \`\`\`
  `,
  check: {
    condition(ctx, { condition, job }) {
      const { node, expression } = condition;
      const [step] = job?.steps ?? [];
      if (!expression || !step || !HINT.test(node.text) || GUARD.test(node.text)) return;
      const positive = node.text.replace(/!\s{0,3}(?:contains|startsWith|endsWith)\([^)]{0,200}\)/g, '');
      const found = contextsIn(expression).find(
        (context) =>
          originOf(context, step).by === 'outsider' && positive.toLowerCase().includes(context.path),
      );
      if (found)
        ctx.report({
          span: node.span,
          message: `Outsiders write \`${found.path}\`; also check the author or the head repository.`,
        });
    },
  },
});
