import type { Reporter, ReportFinding } from '../report.ts';

/** The stable form for programs; its keys are the contract in ARCHITECTURE.md. */
export const json: Reporter = {
  *render({ tool, findings, errors, stats }) {
    yield `{"schemaVersion":1,"tool":${JSON.stringify(tool)},"findings":[`;
    let separator = '\n';
    for (const finding of findings) {
      yield `${separator}${JSON.stringify(plain(finding))}`;
      separator = ',\n';
    }
    yield `\n],"errors":${JSON.stringify(errors)},"stats":${JSON.stringify(stats)}}\n`;
  },
};

/** The keys of the contract, in its order, and no other. */
function plain(finding: ReportFinding): object {
  const { ruleId, severity, confidence, profile, message, path, kind, fingerprint, owasp, cwe, url } =
    finding;
  return {
    ruleId,
    severity,
    confidence,
    profile,
    message,
    path,
    kind,
    range: finding.range,
    related: finding.related,
    fixes: finding.fixes,
    fingerprint,
    owasp,
    cwe,
    url,
    ...(finding.suppressed && { suppressed: finding.suppressed }),
  };
}
