<<<<<<< HEAD
import { version } from '../../../package.json';
import { classify } from '../../core/classify.ts';
import type { PolicyType } from '../../core/config/config.ts';
import { Document } from '../../core/document.ts';
import { atLeast, compareFindings, type Severity } from '../../core/finding.ts';
=======
import { rules } from '../../../rules/registry.generated.ts';
import { classify } from '../../core/classify.ts';
import type { PolicyType } from '../../core/config/config.ts';
import { Document } from '../../core/document.ts';
import { atLeast, type ExcerptLine, type Severity } from '../../core/finding.ts';
>>>>>>> cli
import { Fingerprinter } from '../../core/fingerprint.ts';
import { Registry } from '../../core/registry.ts';
import { Source } from '../../core/text/source.ts';
import { toSlashes } from '../../host/project.ts';
import { readText } from '../../host/read-text.ts';
import { validatePolicies } from '../../online/access-analyzer.ts';
<<<<<<< HEAD
import { ValidationError } from '../../online/access-analyzer-errors.ts';
import type { AccessAnalyzerOptions, ValidationFinding } from '../../online/validation.ts';
import { type Format, type Invocation, UsageError } from '../args.ts';
import type { ReportError, ReportFinding } from '../report.ts';
import { REPORTERS } from '../reporters/index.ts';
import { publish, warnOf } from './check.ts';

/** What became of the policies of one file. */
interface Verdict {
  readonly findings: readonly ReportFinding[];
  readonly errors: readonly ReportError[];
}

/**
 * `pipewarden validate-policy`: has AWS Access Analyzer judge the policies of the named files and reports its findings
 * as `check` reports ours. The one command that sends anything anywhere.
=======
import type { ValidationFinding, ValidationResult } from '../../online/validation.ts';
import { type Format, type Invocation, UsageError } from '../args.ts';
import type { Report, ReportError, ReportFinding } from '../report.ts';
import { TOOL } from '../run.ts';
import { publish, warnOf } from './check.ts';

/**
 * `pipewarden validate-policy`: AWS Access Analyzer's findings on the policies of the named files, reported like our
 * own. The one command that sends anything anywhere. Returns the exit status.
>>>>>>> cli
 */
export async function validatePolicy({ operands, options }: Invocation): Promise<number> {
  if (operands.length === 0) throw new UsageError('`validate-policy` needs a file that holds a policy');
  const begin = performance.now();
<<<<<<< HEAD
  const aws: AccessAnalyzerOptions = {
    region: options.region,
    profile: options['aws-profile'],
    policyType: options.type as PolicyType | undefined,
  };
  const verdicts: Verdict[] = [];
  for (const file of operands) verdicts.push(await validateFile(file, aws));
  const findings = verdicts.flatMap((verdict) => verdict.findings).sort(compareFindings);
  const errors = verdicts.flatMap((verdict) => verdict.errors);
  const stats = {
    files: operands.length,
    linted: operands.length - errors.length,
    bytes: 0,
    milliseconds: Math.round(performance.now() - begin),
  };
  const report = {
    tool: { name: 'pipewarden', version },
    registry: new Registry([]),
    findings,
    errors,
    stats,
  };
  await publish(report, options, REPORTERS[(options.format as Format | undefined) ?? 'text']);
  warnOf(errors);
  if (errors.length > 0) return 2;
  const threshold = (options['fail-on'] as Severity | undefined) ?? 'low';
  return findings.some(({ severity }) => atLeast(severity, threshold)) ? 1 : 0;
}

async function validateFile(file: string, options: AccessAnalyzerOptions): Promise<Verdict> {
  const path = toSlashes(file);
  const failed = (message: string): Verdict => ({ findings: [], errors: [{ path, message }] });
  const content = readText(file);
  if (content.is !== 'text') return failed(content.is === 'error' ? content.message : 'not a text file');
  const source = new Source(path, content.text);
  const kind = classify(path, content.text) ?? 'text';
  try {
    const { policies } = await validatePolicies(new Document(source, kind), options);
    if (policies.length === 0) return failed('there is no IAM policy in it');
    const prints = new Fingerprinter();
    return {
      findings: policies.flatMap((policy) =>
        policy.findings.map((finding) => toReport(finding, source, kind, prints)),
      ),
      errors: policies.flatMap(({ skipped }) => {
        if (!skipped) return [];
        const { line, column } = skipped.range.start;
        return [{ path, message: `${line}:${column}: this policy was not sent: ${skipped.reason}` }];
      }),
    };
  } catch (error) {
    if (error instanceof ValidationError) return failed(error.message);
    throw error;
  }
}

function toReport(
  { code, severity, message, url, path, range, related }: ValidationFinding,
  source: Source,
  kind: string,
  prints: Fingerprinter,
): ReportFinding {
  const { start, end } = range;
  const first = source.lineSpan(start.line);
  return {
    ruleId: code,
    severity,
    confidence: 'high',
    profile: 'default',
    message,
    path,
    kind,
    range,
    related,
    fixes: [],
    fingerprint: prints.next(code, path, source.text.slice(start.offset, end.offset)),
    owasp: ['CICD-SEC-2'],
    cwe: [],
    url,
    excerpt: [{ line: start.line, text: source.slice(first) }],
    identity: path,
    project: 0,
  };
=======
  const findings: ReportFinding[] = [];
  const errors: ReportError[] = [];
  let bytes = 0;
  for (const operand of operands) {
    const content = readText(operand);
    if (content.is !== 'text') {
      errors.push({
        path: operand,
        message: content.is === 'error' ? content.message : 'it is not a text file',
      });
      continue;
    }
    bytes += content.bytes;
    const path = toSlashes(operand);
    const document = new Document(new Source(path, content.text), classify(path, content.text) ?? 'text');
    const result = await validatePolicies(document, {
      region: options.region,
      profile: options['aws-profile'],
      policyType: options.type as PolicyType | undefined,
    });
    findings.push(...findingsOf(result, document));
    errors.push(...problemsOf(result));
  }
  const report: Report = {
    tool: TOOL,
    registry: new Registry(rules),
    findings,
    errors,
    stats: {
      files: operands.length,
      linted: operands.length - errors.length,
      bytes,
      milliseconds: Math.round(performance.now() - begin),
    },
  };
  await publish(report, options, (options.format as Format | undefined) ?? 'text');
  warnOf(errors);
  if (errors.length > 0) return 2;
  const failOn = (options['fail-on'] as Severity | undefined) ?? 'low';
  return findings.some(({ severity }) => atLeast(severity, failOn)) ? 1 : 0;
}

function findingsOf({ policies }: ValidationResult, { source, kind }: Document): ReportFinding[] {
  const fingerprints = new Fingerprinter();
  return policies.flatMap(({ findings }) =>
    findings.map(
      (finding): ReportFinding => ({
        ruleId: finding.code,
        severity: finding.severity,
        confidence: 'high',
        profile: 'default',
        message: finding.message,
        path: finding.path,
        kind,
        range: finding.range,
        related: finding.related,
        fixes: [],
        fingerprint: fingerprints.next(finding.code, source.path, finding.message),
        owasp: [],
        cwe: [],
        url: finding.url,
        excerpt: excerptOf(finding, source),
        identity: source.path,
        project: 0,
      }),
    ),
  );
}

/** The first line of the place: Access Analyzer points at policies, which hold no secrets. */
function excerptOf({ range }: ValidationFinding, source: Source): readonly ExcerptLine[] {
  const { line } = range.start;
  return [{ line, text: source.slice(source.lineSpan(line)) }];
}

/** A file without a policy, and policies that could not be sent. */
function problemsOf({ path, policies }: ValidationResult): ReportError[] {
  if (policies.length === 0) return [{ path, message: 'there is no IAM policy in this file' }];
  return policies.flatMap(({ skipped }) => {
    if (!skipped) return [];
    const { line, column } = skipped.range.start;
    return [{ path, message: `${line}:${column}: This policy was not sent: ${skipped.reason}` }];
  });
>>>>>>> cli
}
