import { SEVERITIES, type Severity } from '../../core/finding.ts';
import type { Reporter, ReportFinding } from '../report.ts';
import { printableLine } from '../style.ts';

const COMMANDS: Readonly<Record<Severity, 'error' | 'warning' | 'notice'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'notice',
  info: 'notice',
};

/**
 * Workflow commands that GitHub Actions turns into annotations. It shows only ten per step and level, so the worst come
 * first.
 */
export const github: Reporter = {
  *render({ findings }) {
    const shown = findings.filter((finding) => !finding.suppressed);
    for (const severity of SEVERITIES) {
      for (const finding of shown) if (finding.severity === severity) yield `${annotation(finding)}\n`;
    }
  },
};

function annotation({ severity, identity, range, ruleId, message }: ReportFinding): string {
  const properties = [
    `file=${property(identity)}`,
    `line=${range.start.line}`,
    `endLine=${range.end.line}`,
    `col=${range.start.column}`,
    ...(range.end.line === range.start.line ? [`endColumn=${range.end.column}`] : []),
    `title=${property(ruleId)}`,
  ];
  return `::${COMMANDS[severity]} ${properties.join(',')}::${data(printableLine(message))}`;
}

/** The escapes of the runner's own toolkit (actions/toolkit, `command.ts`). */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
