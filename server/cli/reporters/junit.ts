import type { Reporter, ReportFinding } from '../report.ts';
import { wellFormed } from '../style.ts';

/** JUnit XML as build servers read it: a suite per file, a failed case per finding, an error per unreadable file. */
export const junit: Reporter = {
  *render({ findings, errors, stats }) {
    const shown = findings.filter((finding) => !finding.suppressed);
    const total = Math.max(1, shown.length + errors.length);
    const seconds = (stats.milliseconds / 1000).toFixed(3);
    yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="pipewarden" tests="${total}" failures="${shown.length}" errors="${errors.length}" time="${seconds}">\n`;
    for (const [path, group] of groupByPath(shown)) {
      yield `  <testsuite name="${xml(path)}" tests="${group.length}" failures="${group.length}" errors="0">\n`;
      for (const finding of group) yield testCase(finding);
      yield '  </testsuite>\n';
    }
    for (const { path, message } of errors) {
      yield `  <testsuite name="${xml(path)}" tests="1" failures="0" errors="1">\n    <testcase name="read" classname="${xml(path)}"><error message="${xml(message)}"/></testcase>\n  </testsuite>\n`;
    }
    // A report without a single case is an error to many readers.
    if (shown.length + errors.length === 0) {
      yield '  <testsuite name="pipewarden" tests="1" failures="0" errors="0">\n    <testcase name="no findings" classname="pipewarden"/>\n  </testsuite>\n';
    }
    yield '</testsuites>\n';
  },
};

function groupByPath(findings: readonly ReportFinding[]): ReadonlyMap<string, readonly ReportFinding[]> {
  const groups = new Map<string, ReportFinding[]>();
  for (const finding of findings) {
    const group = groups.get(finding.path);
    if (group) group.push(finding);
    else groups.set(finding.path, [finding]);
  }
  return groups;
}

function testCase({ ruleId, severity, message, path, range, url }: ReportFinding): string {
  const place = `${path}:${range.start.line}:${range.start.column}`;
  const name = `${ruleId} at ${range.start.line}:${range.start.column}`;
  const failure = `<failure type="${severity}" message="${xml(message)}">${xml(`${place}: ${message}\n${url}`)}</failure>`;
  return `    <testcase name="${xml(name)}" classname="${xml(path)}">${failure}</testcase>\n`;
}

/** Escapes for text and attributes; characters that XML 1.0 cannot hold at all are replaced. */
function xml(text: string): string {
  return (
    wellFormed(text)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point.
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll('\n', '&#10;')
  );
}
