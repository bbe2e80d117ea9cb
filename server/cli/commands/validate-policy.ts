import { rules } from '../../../rules/registry.generated.ts';
import { classify } from '../../core/classify.ts';
import type { PolicyType } from '../../core/config/config.ts';
import { Document } from '../../core/document.ts';
import { atLeast, type ExcerptLine, type Severity } from '../../core/finding.ts';
import { Fingerprinter } from '../../core/fingerprint.ts';
import { Registry } from '../../core/registry.ts';
import { Source } from '../../core/text/source.ts';
import { toSlashes } from '../../host/project.ts';
import { readText } from '../../host/read-text.ts';
import { validatePolicies } from '../../online/access-analyzer.ts';
import type { ValidationFinding, ValidationResult } from '../../online/validation.ts';
import { type Format, type Invocation, UsageError } from '../args.ts';
import type { Report, ReportError, ReportFinding } from '../report.ts';
import { TOOL } from '../run.ts';
import { publish, warnOf } from './check.ts';

/**
 * `pipewarden validate-policy`: AWS Access Analyzer's findings on the policies of the named files, reported like our
 * own. The one command that sends anything anywhere. Returns the exit status.
 */
export async function validatePolicy({ operands, options }: Invocation): Promise<number> {
  if (operands.length === 0) throw new UsageError('`validate-policy` needs a file that holds a policy');
  const begin = performance.now();
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
}
