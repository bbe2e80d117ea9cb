import { type Diagnostic, DiagnosticSeverity, DiagnosticTag, type Range } from 'vscode-languageserver';
import type { Finding, Severity } from '../core/finding.ts';
import type { Position as CorePosition, Range as CoreRange } from '../core/text/source.ts';
import type { ClientAbilities } from './capabilities.ts';
import type { FileResult } from './open-files.ts';
import type { DiagnosticLevel, Settings } from './settings.ts';
import { joinUri } from './uri.ts';

export const SOURCE = 'pipewarden';

export const LEVELS: Readonly<Record<DiagnosticLevel, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** What a diagnostic carries to code actions and to views that other tools build. */
export interface DiagnosticData {
  readonly id: string;
  readonly fingerprint: string;
  readonly severity: Severity;
  readonly confidence: string;
  /** The best fix that the rule has for anything; whether this finding has one, its code actions say. */
  readonly fix: 'safe' | 'unsafe' | null;
}

type FixOf = (ruleId: string) => 'safe' | 'unsafe' | 'none';

/** Every diagnostic of a linted file, in the order of the text. */
export function diagnosticsOf(result: FileResult, abilities: ClientAbilities, fixOf: FixOf): Diagnostic[] {
  const { uri, settings } = result.context;
  return result.findings.map((finding) => toDiagnostic(finding, uri, settings, abilities, fixOf));
}

function toDiagnostic(
  finding: Finding,
  uri: string,
  settings: Settings,
  abilities: ClientAbilities,
  fixOf: FixOf,
): Diagnostic {
  const { ruleId: id, fingerprint, severity, confidence } = finding;
  const fix = fixOf(id);
  const data: DiagnosticData = { id, fingerprint, severity, confidence, fix: fix === 'none' ? null : fix };
  return {
    range: toRange(finding.range),
    severity: LEVELS[settings.severityMap[severity]],
    code: id,
    source: SOURCE,
    message: finding.message,
    ...(abilities.codeDescription && { codeDescription: { href: finding.url } }),
    ...(abilities.tags && id === 'unused-ignore' && { tags: [DiagnosticTag.Unnecessary] }),
    ...(abilities.related &&
      finding.related.length > 0 && {
        relatedInformation: finding.related.map(({ path, range, message }) => ({
          location: { uri: uriOf(path, finding.path, uri), range: toRange(range) },
          message,
        })),
      }),
    ...(abilities.diagnosticData && { data }),
  };
}

/** The URI of `path`, given that `knownPath` is at `knownUri`; both paths count from the same folder. */
function uriOf(path: string, knownPath: string, knownUri: string): string {
  if (path === knownPath) return knownUri;
  const depth = knownPath.split('/').length;
  const above = /^(?:\.\.\/)*/.exec(path)![0].length;
  return joinUri(
    knownUri
      .split('/')
      .slice(0, -depth - above / 3)
      .join('/'),
    path.slice(above),
  );
}

/** A range of the engine, which counts from 1, as the protocol counts: from 0. */
export function toRange(range: CoreRange): Range {
  return { start: toPosition(range.start), end: toPosition(range.end) };
}

function toPosition({ line, column }: CorePosition): Range['start'] {
  return { line: line - 1, character: column - 1 };
}

/** True when two ranges share a character or touch. */
export function intersects(a: Range, b: Range): boolean {
  return !isBefore(a.end, b.start) && !isBefore(b.end, a.start);
}

function isBefore(a: Range['start'], b: Range['start']): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}
