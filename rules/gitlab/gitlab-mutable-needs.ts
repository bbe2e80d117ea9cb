import { itemsOf, scalarAt, valueAt } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

const VERIFIED =
  /\bcosign\s+verify|\bslsa-verifier\b|\b(?:sha\d+sum|shasum)\s+[^\n]{0,60}(?:-c|--check)\b|\bgpgv?2?\s+[^\n]{0,60}--verify\b/;

export default defineRule({
  id: 'gitlab-mutable-needs',
  summary: 'Artifacts of another project are taken from a branch',
  severity: 'medium',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-3', 'CICD-SEC-9'],
  cwe: [829],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL072'], 'pipeline-check': ['GL-010'] },
  docs: `
    ## What it does
    Reports \`needs: project\` whose \`ref\` is a branch, a tag or a variable.

    ## Why is this bad?
    What the job downloads was built by whoever pushed there last. Take the artifact of a commit, or check it before
    it is used.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    test:
      needs:
        - project: group/tools
          job: build
          ref: main
          artifacts: true
      script: [make]
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    test:
      needs:
        - project: group/tools
          job: build
          ref: 0123456789abcdef0123456789abcdef01234567
          artifacts: true
      script: [make]
    \`\`\`
  `,
  check: {
    gitlab(ctx, { jobs }) {
      for (const { node } of jobs) {
        // What is checked before it is used may come from anywhere.
        if (VERIFIED.test(ctx.source.slice(node.span))) continue;
        for (const need of itemsOf(valueAt(node, 'needs'))) {
          const project = scalarAt(need, 'project');
          const ref = scalarAt(need, 'ref');
          if (
            !project ||
            scalarAt(need, 'artifacts')?.value === false ||
            /^[0-9a-f]{40}$|^v?\d+\.\d+(?:\.\d+)?$/.test(ref?.text ?? '')
          )
            continue;
          ctx.report({
            span: (ref ?? project).span,
            message: 'What is downloaded here was built from whatever was pushed there last; name a commit.',
          });
        }
      }
    },
  },
});
