import { filterOf, triggerOf } from '../../server/core/model/github/triggers.ts';
import type { Job } from '../../server/core/model/github/workflow.ts';
import { publicationIn } from '../../server/core/model/release.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'release-from-any-branch',
  summary: 'Any branch that fits a pattern can deploy or publish',
  severity: 'medium',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-1', 'CICD-SEC-5'],
  cwe: [862, 284],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-086', 'GHA-114'] },
  docs: `
    ## What it does
    Reports jobs bound to an environment in a workflow that runs on pushes to branches by a pattern (\`release/*\`), and jobs
    that publish packages on pushes to any branch or to such a pattern. Jobs whose \`if\` looks at the ref are left alone.

    ## Why is this bad?
    Whoever may push a branch can choose its name. The reviewers of an environment see that a deployment is due, not what is
    on the branch; a registry asks nobody.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      publish:
        runs-on: ubuntu-latest
        steps:
          - run: npm publish
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on:
      push:
        tags: ['v*']
    permissions: {}
    jobs:
      publish:
        runs-on: ubuntu-latest
        steps:
          - run: npm publish
    \`\`\`
  `,
  check: {
    pipeline(ctx, pipeline) {
      const { workflow } = pipeline;
      const push = workflow && triggerOf(workflow.triggers, 'push');
      if (!push) return;
      const branches = filterOf(push, 'branches');
      const patterned =
        branches?.some((pattern) => !pattern.startsWith('!') && /[*?+[]/.test(pattern)) ?? false;
      const open = patterned || (!branches && !filterOf(push, 'tags'));
      if (!open) return;
      for (const job of pipeline.jobs) {
        if (!job.github || looksAtRef(job.github)) continue;
        const hit = patterned && job.github.environment ? job.github.environment.span : publicationIn(job);
        if (hit)
          ctx.report({
            span: hit,
            message:
              'Anyone with write access can push a branch that gets this far; name the branch, or use tags.',
            related: [{ span: push.node.span, message: 'the branches are chosen here' }],
          });
      }
    },
  },
});

function looksAtRef({ condition, steps }: Job): boolean {
  return [condition, ...steps.map((step) => step.condition)].some(
    (found) => found && /\bref(?:_name|_type)?\b|github\.event_name/.test(found.node.text),
  );
}
