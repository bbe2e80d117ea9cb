import type { FileReport } from '../../server/core/lint.ts';

/** Draws findings as text with carets under the exact range, for snapshots that a person reads. */
export function render(report: FileReport): string {
  return report.findings
    .map((finding) => {
      const { start, end } = finding.range;
      const head = `${finding.path}:${start.line}:${start.column}-${end.line}:${end.column} ${finding.severity}/${finding.confidence}/${finding.profile} ${finding.ruleId}\n  ${finding.message}`;
      const lines = (finding.excerpt ?? []).map(({ line, text }) => {
        const from = line === start.line ? start.column - 1 : text.length - text.trimStart().length;
        const to = line === end.line ? end.column - 1 : text.length;
        const carets = text.slice(0, from).replace(/[^\t]/g, ' ') + '^'.repeat(Math.max(1, to - from));
        return `  | ${text}\n  | ${carets}`;
      });
      const related = finding.related.map(
        ({ path, range, message }) =>
          `  related ${path === finding.path ? '' : `${path}:`}${range.start.line}:${range.start.column} ${message}`,
      );
      const fixes = finding.fixes.map((fix) => `  fix (${fix.safety}) ${fix.title}`);
      return [head, ...lines, ...related, ...fixes].join('\n');
    })
    .join('\n\n');
}
