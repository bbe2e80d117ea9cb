import { approves } from '../../server/core/model/gitlab/approval.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'gitlab-unapproved-include',
  summary: 'An include comes from a source that your own list does not hold',
  severity: 'medium',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-3'],
  cwe: [829],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL075'] },
  options: {
    allow: {
      type: 'string-list',
      default: [],
      description:
        'Groups, projects and hosts (`group`, `group/project`, `gitlab.com/group`, `templates.example.com`); when there are any, includes from others are reported.',
    },
  },
  docs: `
    ## What it does
    Reports \`include\` of projects, components and addresses that the option \`allow\` does not name. Without the option it
    reports nothing; the example is for \`allow: [our-group]\`. Files of the same project and templates of GitLab are always
    fine; where a variable stands for the source, nothing is known.

    ## Why is this bad?
    What is included runs with all rights of the pipeline. Who keeps a list of sources they have looked at wants to hear of
    each new one, pinned or not.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    include:
      - project: other-group/pipelines
        ref: 1111111111111111111111111111111111111111
        file: /build.yml
    test:
      script: [make]
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    include:
      - project: our-group/pipelines
        ref: 1111111111111111111111111111111111111111
        file: /build.yml
    test:
      script: [make]
    \`\`\`
  `,
  check: {
    gitlab(ctx, { includes }) {
      const allow = ctx.option<readonly string[]>('allow');
      if (allow.length === 0) return;
      for (const { kind, target } of includes) {
        if (kind === 'local' || kind === 'template') continue;
        const source = target.text.replace(/^[a-z]+:\/\//i, '').replace(/@[^/]*$/, '');
        const [first = '', ...rest] = source.split('/');
        if (first.includes('$') && (kind !== 'component' || rest[0]?.includes('$'))) continue;
        // The group of a component may be named with its host or without.
        if (approves(allow, source) || (kind === 'component' && approves(allow, rest.join('/')))) continue;
        ctx.report({
          span: target.span,
          message:
            'This source is not on your list of includes; add it there or take the file from elsewhere.',
        });
      }
    },
  },
});
