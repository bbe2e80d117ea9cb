import type { CancellationToken, Diagnostic } from 'vscode-languageserver';
import { validatePolicies } from '../online/access-analyzer.ts';
import type { PolicyValidation, ValidationFinding } from '../online/validation.ts';
import { LEVELS, toRange } from './diagnostics.ts';
import type { ParsedFile } from './open-files.ts';
import type { ValidatePolicyResult } from './protocol.ts';
import type { Settings } from './settings.ts';

/** As shown beside the message in Problems: the verdict is AWS's, not ours. */
const SOURCE = 'access-analyzer';

/** Has AWS Access Analyzer judge the policies of a document. Whatever goes wrong comes back as a sentence. */
export async function validatePolicy(
  { document, context, version }: ParsedFile,
  cancelled: CancellationToken,
): Promise<ValidatePolicyResult> {
  const abort = new AbortController();
  const listener = cancelled.onCancellationRequested(() => abort.abort());
  try {
    const { awsRegion, awsProfile } = context.settings;
    const { policies } = await validatePolicies(document, {
      region: awsRegion || undefined,
      profile: awsProfile || undefined,
      signal: abort.signal,
    });
    if (policies.length === 0) return failed('There is no IAM policy in this file.');
    const diagnostics = policies.flatMap((policy) => diagnosticsOf(policy, context.uri, context.settings));
    return {
      outcome: 'done',
      policies: policies.length,
      version,
      diagnostics: diagnostics as Extract<ValidatePolicyResult, { outcome: 'done' }>['diagnostics'],
    };
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error));
  } finally {
    listener.dispose();
  }
}

function failed(reason: string): ValidatePolicyResult {
  return { outcome: 'failed', reason };
}

function diagnosticsOf(
  { findings, skipped }: PolicyValidation,
  uri: string,
  settings: Settings,
): Diagnostic[] {
  const found = findings.map((finding) => diagnosticOf(finding, uri, settings));
  if (!skipped) return found;
  const message = `This policy was not sent: ${skipped.reason}.`;
  return [...found, { range: toRange(skipped.range), severity: LEVELS.information, source: SOURCE, message }];
}

function diagnosticOf(finding: ValidationFinding, uri: string, { severityMap }: Settings): Diagnostic {
  return {
    range: toRange(finding.range),
    severity: LEVELS[severityMap[finding.severity]],
    code: finding.code,
    codeDescription: { href: finding.url },
    source: SOURCE,
    message: finding.message,
    relatedInformation: finding.related.map(({ range, message }) => ({
      location: { uri, range: toRange(range) },
      message,
    })),
  };
}
