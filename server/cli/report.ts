import type { Finding, FixSafety } from '../core/finding.ts';
import type { Registry } from '../core/registry.ts';
import type { Range } from '../core/text/source.ts';

/** An edit with the place it changes, for those who have only the report. */
export interface ReportEdit {
  readonly path: string;
  readonly range: Range;
  readonly newText: string;
}

export interface ReportFix {
  readonly title: string;
  readonly safety: FixSafety;
  readonly edits: readonly ReportEdit[];
}

/** A finding as the command line reports it. */
export interface ReportFinding extends Omit<Finding, 'fixes'> {
  readonly fixes: readonly ReportFix[];
  /** The path from the root of the project, wherever the command was started. */
  readonly identity: string;
  /** Number of its project in the run's settings. */
  readonly project: number;
}

/** A file that could not be linted, or a configuration that is wrong. */
export interface ReportError {
  readonly path: string;
  readonly message: string;
}

export interface Stats {
  /** Files that were looked at, and those of a kind that is linted. */
  readonly files: number;
  readonly linted: number;
  /** UTF-8 or UTF-16 bytes of the linted files. */
  readonly bytes: number;
  readonly milliseconds: number;
}

/** A whole run: what every reporter gets. */
export interface Report {
  readonly tool: { readonly name: string; readonly version: string };
  readonly registry: Registry;
  /** Sorted; suppressed ones included, marked as such. */
  readonly findings: readonly ReportFinding[];
  readonly errors: readonly ReportError[];
  readonly stats: Stats;
}

/** A report format: a name in `FORMATS`, one file in `reporters/`, one line in `reporters/index.ts`. */
export interface Reporter {
  /** Yields the report piece by piece, so that a large one is never one string. */
  readonly render: (report: Report, style: Style) => Iterable<string>;
}

/** How the place that the report goes to can be written on. */
export interface Style {
  readonly color: boolean;
  /** Columns of the terminal; 100 where it is none. */
  readonly width: number;
}
