import type { Log, ReportingDescriptor, Result } from 'sarif';
import type { Confidence, Severity } from '../../core/finding.ts';
import type { Registry } from '../../core/registry.ts';
import { type Rule, ruleUrl } from '../../core/rule.ts';
import type { Range } from '../../core/text/source.ts';
import type { Report, ReportError, Reporter, ReportFinding } from '../report.ts';
import { wellFormed } from '../style.ts';

/**
 * SARIF 2.1.0 (docs.oasis-open.org/sarif/sarif/v2.1.0), as GitHub's code scanning reads it: paths from the
 * repository's root, fingerprints to recognise findings by, `security-severity` for its badges.
 */
export const sarif: Reporter = {
  *render(report) {
    const ruleIds = [...new Set(report.findings.map(({ ruleId }) => ruleId))].sort();
    const { results, ...run } = runOf(report, ruleIds);
    const log: Omit<Log, 'runs'> = {
      version: '2.1.0',
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    };
    // The results, which may be many, are written one by one at the end of the run.
    yield `${JSON.stringify(log).slice(0, -1)},"runs":[${JSON.stringify(run).slice(0, -1)},"results":[`;
    let separator = '\n';
    for (const finding of results) {
      yield `${separator}${JSON.stringify(resultOf(finding, ruleIds.indexOf(finding.ruleId)))}`;
      separator = ',\n';
    }
    yield '\n]}]}\n';
  },
};

const LEVELS = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
} as const satisfies Readonly<Record<Severity, Result.level>>;

/** GitHub's bounds: critical above 9.0, high from 7.0, medium from 4.0. */
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '3.0',
  info: '0.0',
};

const PRECISION: Readonly<Record<Confidence, string>> = { high: 'very-high', medium: 'high', low: 'medium' };

function runOf({ tool, registry, findings, errors }: Report, ruleIds: readonly string[]) {
  return {
    tool: {
      driver: {
        name: 'Pipewarden',
        version: tool.version,
        semanticVersion: tool.version,
        informationUri: 'https://github.com/pipewarden/pipewarden',
        rules: ruleIds.map((id) => descriptorOf(id, registry)),
      },
    },
    automationDetails: { id: 'pipewarden/' },
    columnKind: 'utf16CodeUnits' as const,
    originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The root of the repository.' } } },
    invocations: [
      { executionSuccessful: true, toolExecutionNotifications: errors.map((error) => notificationOf(error)) },
    ],
    results: findings,
  };
}

function descriptorOf(id: string, registry: Registry): ReportingDescriptor {
  const rule = registry.get(id);
  return rule ? describe(rule) : { id };
}

function describe(rule: Rule): ReportingDescriptor {
  return {
    id: rule.id,
    shortDescription: { text: rule.summary },
    fullDescription: { text: rule.summary },
    help: { text: rule.docs, markdown: rule.docs },
    helpUri: ruleUrl(rule.id),
    defaultConfiguration: { level: LEVELS[rule.severity] },
    properties: {
      tags: ['security', ...rule.owasp, ...rule.cwe.map((cwe) => `external/cwe/cwe-${cwe}`)],
      precision: PRECISION[rule.confidence],
      'security-severity': SECURITY_SEVERITY[rule.severity],
    },
  };
}

function notificationOf({ path, message }: ReportError) {
  const artifactLocation = { uri: uriOf(path) };
  return {
    level: 'error' as const,
    message: { text: message },
    locations: [{ physicalLocation: { artifactLocation } }],
  };
}

/** The path of another file from the root of the repository, given that `path` is `identity` there. */
function beside(file: string, path: string, identity: string): string {
  if (identity.endsWith(path)) return identity.slice(0, -path.length) + file;
  const above = path.endsWith(identity) ? path.slice(0, -identity.length) : '';
  return file.startsWith(above) ? file.slice(above.length) : file;
}

function resultOf(finding: ReportFinding, ruleIndex: number): Result {
  const { ruleId, severity, confidence, profile, message, identity, path, range, related, fixes } = finding;
  const here = { uri: uriOf(identity), uriBaseId: '%SRCROOT%' };
  const locate = (file: string) =>
    file === path ? here : { ...here, uri: uriOf(beside(file, path, identity)) };
  return {
    ruleId,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: message },
    locations: [{ physicalLocation: { artifactLocation: here, region: regionOf(range) } }],
    ...(related.length > 0 && {
      relatedLocations: related.map((place, id) => ({
        id,
        message: { text: place.message },
        physicalLocation: { artifactLocation: locate(place.path), region: regionOf(place.range) },
      })),
    }),
    partialFingerprints: { 'pipewarden/v1': finding.fingerprint },
    ...(fixes.length > 0 && {
      fixes: fixes.map(({ title, edits }) => ({
        description: { text: title },
        artifactChanges: [...new Set(edits.map((edit) => edit.path))].map((file) => ({
          artifactLocation: locate(file),
          replacements: edits
            .filter((edit) => edit.path === file)
            .map((edit) => ({
              deletedRegion: regionOf(edit.range),
              insertedContent: { text: edit.newText },
            })),
        })),
      })),
    }),
    ...(finding.suppressed && {
      suppressions: [
        {
          kind: finding.suppressed.by === 'comment' ? ('inSource' as const) : ('external' as const),
          justification: finding.suppressed.reason,
        },
      ],
    }),
    properties: { severity, confidence, profile },
  };
}

function regionOf({ start, end }: Range) {
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}

/** A path as a relative reference, or as a file URI where it is absolute. */
function uriOf(path: string): string {
  const encoded = path.split('/').map(encodeSegment).join('/');
  if (path.startsWith('/')) return `file://${encoded}`;
  return /^[A-Za-z]:\//.test(path) ? `file:///${encoded}` : encoded;
}

function encodeSegment(segment: string): string {
  return encodeURIComponent(wellFormed(segment));
}
