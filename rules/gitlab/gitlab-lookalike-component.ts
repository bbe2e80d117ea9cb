import { oneEdit } from '../../server/core/dependencies/edit-kind.ts';
import { defineRule } from '../../server/core/rule.ts';
import { POPULAR_COMPONENTS } from '../data/popular-components.ts';

export default defineRule({
  id: 'gitlab-lookalike-component',
  summary: 'The group of a CI/CD component is one slip away from a well-known one',
  severity: 'high',
  confidence: 'medium',
  profile: 'default',
  owasp: ['CICD-SEC-3'],
  cwe: [829, 1007],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL064'] },
  docs: `
    ## What it does
    Reports \`include: component\` of a project with the name of a popular one of the CI/CD catalogue, under a group whose
    name differs from the popular one's by one slip of the keyboard.

    ## Why is this bad?
    Anyone can register the misspelt group and wait. The component's jobs then run with the pipeline's secrets, and in
    review the line looks right.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    include:
      - component: gitlab.com/componets/opentofu/full-pipeline@2.0.0
    test:
      script: [make test]
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    include:
      - component: gitlab.com/components/opentofu/full-pipeline@2.0.0
    test:
      script: [make test]
    \`\`\`
  `,
  check: {
    gitlab(ctx, { includes }) {
      for (const { kind, target } of includes) {
        const known = kind === 'component' ? imitatedBy(target.text) : undefined;
        if (!known) continue;
        ctx.report({
          span: target.span,
          message: `This is not ${known}, which it resembles; check the spelling of the group.`,
        });
      }
    },
  },
});

/** The popular `group/project` that an address resembles; undefined for that itself. */
function imitatedBy(address: string): string | undefined {
  const parts = address
    .replace(/@[^/]*$/, '')
    .toLowerCase()
    .split('/');
  // The host, or a variable for it, comes first; it may be left out.
  if (parts[0]?.includes('.') || parts[0]?.includes('$')) parts.shift();
  const [group = '', project = ''] = parts;
  if (Object.hasOwn(POPULAR_COMPONENTS, group)) return undefined;
  for (const [known, projects] of Object.entries(POPULAR_COMPONENTS)) {
    if (oneEdit(group, known) && projects.split(' ').includes(project)) return `${known}/${project}`;
  }
  return undefined;
}
