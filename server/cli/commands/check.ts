import { readFileSync } from 'node:fs';
import { rules } from '../../../rules/registry.generated.ts';
import { applyBaseline, BaselineError, readBaseline, writeBaseline } from '../../core/baseline.ts';
import { atLeast, type Profile, type Severity } from '../../core/finding.ts';
import { Registry } from '../../core/registry.ts';
import { explain } from '../../host/read-text.ts';
import { type Format, type Invocation, UsageError } from '../args.ts';
import type { Settings } from '../linter.ts';
import { print, replaceFile, warn } from '../output.ts';
import type { Report, ReportError, ReportFinding } from '../report.ts';
import { REPORTERS } from '../reporters/index.ts';
import { run } from '../run.ts';
import { printableLine, styleFor } from '../style.ts';
import type { Selection } from '../targets.ts';

/** `pipewarden check`: lints and reports. Returns the exit status. */
export async function check({ operands, options }: Invocation): Promise<number> {
  if (options['update-baseline'] && !options.baseline)
    throw new UsageError('`--update-baseline` needs `--baseline`');
  const format = (options.format as Format | undefined) ?? 'text';
  const result = await run({
    registry: new Registry(rules),
    selection: selectionOf(operands, options),
    configFile: options.config,
    profile: options.profile as Profile | undefined,
    failOn: options['fail-on'] as Severity | undefined,
    fixes: REPORTERS[format].fixes,
    excerpts: REPORTERS[format].excerpts,
  });
  const report = options.baseline
    ? withBaseline(result.report, options.baseline, options['update-baseline'] !== undefined)
    : result.report;
  await publish(report, options, format);
  warnOf(report.errors);
  if (result.hasFailed) return 2;
  return hasFailing(report.findings, result.settings) ? 1 : 0;
}

/** What the options say about the files to look at. */
export function selectionOf(operands: readonly string[], options: Invocation['options']): Selection {
  return {
    operands,
    staged: options.staged !== undefined,
    since: options.since,
    stdinFilename: options['stdin-filename'],
    forceExclude: options['force-exclude'] !== undefined,
  };
}

/** Errors go to standard error in every format: a report in a file must not hide them. */
export function warnOf(errors: readonly ReportError[]): void {
  for (const { path, message } of errors) {
    // A message about a place in the file begins with it: `3:1: …`.
    warn(`${printableLine(path)}:${/^\d/.test(message) ? '' : ' '}${printableLine(message)}`);
  }
}

/** Writes a report to where the options say. */
export async function publish(report: Report, options: Invocation['options'], format: Format): Promise<void> {
  const reporter = await REPORTERS[format].load();
  const { output, color } = options;
  if (output === undefined || output === '-') {
    return print(reporter.render(report, styleFor(process.stdout, color)));
  }
  try {
    replaceFile(output, reporter.render(report, styleFor(undefined, color ?? 'never')));
  } catch (error) {
    throw new UsageError(`${output}: ${explain(error, 'written')}`);
  }
}

function withBaseline(report: Report, file: string, update: boolean): Report {
  if (update) {
    const entries = report.findings
      .filter((finding) => !finding.suppressed)
      .map(({ fingerprint, ruleId, identity }) => ({ fingerprint, ruleId, path: identity }));
    try {
      replaceFile(file, [writeBaseline(entries)]);
    } catch (error) {
      throw new UsageError(`${file}: ${explain(error, 'written')}`);
    }
  }
  const known = load(file);
  return { ...report, findings: applyBaseline(report.findings, known) };
}

function load(file: string): ReadonlySet<string> {
  try {
    return readBaseline(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`${file}: ${error instanceof BaselineError ? error.message : explain(error)}`);
  }
}

/** Each finding is held against the threshold of its own configuration. */
function hasFailing(findings: readonly ReportFinding[], settings: Settings): boolean {
  return findings.some(
    ({ severity, suppressed, project }) =>
      !suppressed && atLeast(severity, settings.projects[project]!.config.failOn),
  );
}
