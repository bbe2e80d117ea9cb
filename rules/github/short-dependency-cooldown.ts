import { insertLines, replaceValue } from '../../server/core/edit/yaml.ts';
import type { Fix } from '../../server/core/finding.ts';
import type { DependabotUpdate } from '../../server/core/model/github/dependabot.ts';
import type { Context } from '../../server/core/rule.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'short-dependency-cooldown',
  summary: 'Dependabot proposes versions that are hardly out',
  severity: 'medium',
  confidence: 'high',
  profile: 'strict',
  owasp: ['CICD-SEC-3'],
  cwe: [1357],
  since: '0.1.0',
  fix: 'safe',
  equivalents: { zizmor: ['dependabot-cooldown'] },
  references: [
    'https://docs.github.com/en/code-security/dependabot/working-with-dependabot/dependabot-options-reference#cooldown-',
  ],
  docs: `
    ## What it does
    Reports entries of \`updates\` in \`.github/dependabot.yml\` whose \`cooldown\` is missing or shorter than a week. The option
    \`days\` sets another bound.

    ## Why is this bad?
    Poisoned releases are mostly found and taken down within days. A project that waits a week gets few of them. Security
    updates are not held back by a cooldown.

    ## Example
    \`\`\`yaml bad .github/dependabot.yml
    version: 2
    updates:
      - package-ecosystem: npm
        directory: /
        schedule:
          interval: daily
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/dependabot.yml
    version: 2
    updates:
      - package-ecosystem: npm
        directory: /
        schedule:
          interval: daily
        cooldown:
          default-days: 7
    \`\`\`
  `,
  options: {
    days: { type: 'number', default: 7, description: 'The least number of days a version has to be out.' },
  },
  check: {
    'dependabot-update'(ctx, update) {
      const least = ctx.option<number>('days');
      const value = update.defaultDays?.value;
      const days = value?.kind === 'scalar' ? Number(value.text) : undefined;
      if (days !== undefined && !(days < least)) return;
      const place = update.defaultDays?.value ?? update.cooldown?.key ?? update.ecosystem;
      ctx.report({
        span: place?.span ?? update.node.span,
        message: `New versions are proposed at once or within days; wait at least ${least} days.`,
        fixes: () => [fixOf(ctx, update, least)],
      });
    },
  },
});

function fixOf(ctx: Context, update: DependabotUpdate, days: number): Fix | undefined {
  const { source } = ctx;
  const { cooldown, defaultDays, node } = update;
  const line = `default-days: ${days}`;
  const edit = defaultDays
    ? replaceValue(source, defaultDays, String(days))
    : cooldown?.value?.kind === 'map'
      ? insertLines(source, cooldown.value, [line])
      : cooldown
        ? undefined
        : insertLines(source, node, ['cooldown:', `  ${line}`]);
  return edit && { title: `Wait ${days} days`, safety: 'safe', edits: [edit] };
}
