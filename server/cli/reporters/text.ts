import { type ExcerptLine, SEVERITIES, type Severity } from '../../core/finding.ts';
import type { Report, Reporter, ReportFinding, Style } from '../report.ts';
import { columnsOf, type Paint, paint, printable, printableLine } from '../style.ts';

const COLORS: Readonly<Record<Severity, Paint>> = {
  critical: 'magenta',
  high: 'red',
  medium: 'yellow',
  low: 'cyan',
  info: 'blue',
};

/** Columns of what stands around the flagged part that stay in sight in a long line. */
const SOME = 12;

/** For people: each finding with its lines, secrets masked, and a last line that counts. */
export const text: Reporter = {
  *render(report, style) {
    const shown = report.findings.filter((finding) => !finding.suppressed);
    for (const finding of shown) yield `${frame(finding, style)}\n\n`;
    yield `${summary(report, shown)}\n`;
  },
};

function frame(finding: ReportFinding, style: Style): string {
  const { severity, ruleId, message, range, related, fixes, excerpt = [] } = finding;
  const color = COLORS[severity];
  const lastLine = excerpt.at(-1)?.line ?? range.start.line;
  const gutter = ' '.repeat(String(lastLine).length + 1);
  const bar = paint(style, 'blue', '|');
  const head = paint(style, color, `${severity}[${ruleId}]`);
  const place = `${printableLine(finding.path)}:${range.start.line}:${range.start.column}`;
  const lines = [
    `${paint(style, 'bold', head)}${paint(style, 'bold', `: ${printableLine(message)}`)}`,
    `${gutter.slice(1)}${paint(style, 'blue', '-->')} ${place}`,
  ];
  if (excerpt.length > 0) lines.push(`${gutter}${bar}`);
  for (const line of excerpt) {
    const { code, carets } = quote(line, finding, style.width - gutter.length - 3);
    const number = paint(style, 'blue', String(line.line).padStart(gutter.length - 1));
    lines.push(`${number} ${bar} ${code}`, `${gutter}${bar} ${paint(style, color, carets)}`);
  }
  const note = (label: string, words: string): string =>
    `${gutter}${paint(style, 'blue', '=')} ${paint(style, 'bold', label)}: ${printableLine(words)}`;
  for (const other of related) {
    const { line, column } = other.range.start;
    lines.push(note('see', `${other.path}:${line}:${column}: ${other.message}`));
  }
  const fix = fixes.find(({ safety }) => safety === 'safe') ?? fixes[0];
  if (fix) lines.push(note(fix.safety === 'safe' ? 'fix' : 'unsafe fix', fix.title));
  return lines.join('\n');
}

/** A line and the carets below its flagged part, cut to the width so that the flagged part stays in sight. */
function quote(
  { line, text }: ExcerptLine,
  { range }: ReportFinding,
  width: number,
): { code: string; carets: string } {
  const indent = text.length - text.trimStart().length;
  const from = line === range.start.line ? range.start.column - 1 : indent;
  const to = line === range.end.line ? Math.min(range.end.column - 1, text.length) : text.length;
  const before = printable(text.slice(0, from));
  const flagged = printable(text.slice(from, Math.max(to, from)));
  const after = printable(text.slice(Math.max(to, from)));
  const room = Math.min(SOME, columnsOf(after));
  const left = clipStart(before, Math.max(SOME, width - columnsOf(flagged) - room));
  const middle = clipEnd(flagged, Math.max(20, width - columnsOf(left)));
  const right = clipEnd(after, Math.max(0, width - columnsOf(left) - columnsOf(middle)));
  const blank = [...left].map((char) => (char === '\t' ? '\t' : ' '.repeat(columnsOf(char)))).join('');
  return {
    code: `${left}${middle}${right}`.trimEnd(),
    carets: `${blank}${'^'.repeat(Math.max(1, columnsOf(middle)))}`,
  };
}

function clipStart(text: string, width: number): string {
  return columnsOf(text) <= width ? text : `…${[...text].slice(1 - width).join('')}`;
}

function clipEnd(text: string, width: number): string {
  return columnsOf(text) <= width ? text : `${[...text].slice(0, Math.max(0, width - 1)).join('')}…`;
}

function summary({ findings, errors, stats }: Report, shown: readonly ReportFinding[]): string {
  const suppressed = findings.length - shown.length;
  const files = count(stats.linted, 'file');
  const notes = [
    ...fixable(shown),
    ...(suppressed > 0 ? [`${suppressed} ignored`] : []),
    ...(errors.length > 0 ? [count(errors.length, 'error')] : []),
  ];
  const tail = notes.length > 0 ? `; ${notes.join(', ')}` : '';
  if (shown.length === 0) return `No findings in ${files}${tail}.`;
  const counts = SEVERITIES.map((severity) => {
    const number = shown.filter((finding) => finding.severity === severity).length;
    return number > 0 ? `${number} ${severity}` : '';
  }).filter((part) => part !== '');
  const hit = new Set(shown.map((finding) => finding.path)).size;
  return `${count(shown.length, 'finding')} (${counts.join(', ')}) in ${hit} of ${files}${tail}.`;
}

function fixable(shown: readonly ReportFinding[]): string[] {
  const safe = shown.filter(({ fixes }) => fixes.some((fix) => fix.safety === 'safe')).length;
  const unsafe = shown.filter(({ fixes }) => fixes.length > 0).length - safe;
  return [
    ...(safe > 0 ? [`${safe} fixable with \`pipewarden fix\``] : []),
    ...(unsafe > 0 ? [`${unsafe} more with \`--unsafe\``] : []),
  ];
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
