import * as vscode from 'vscode';
import type { LspDiagnostic, LspRange } from '../server/lsp/protocol.ts';

/** A diagnostic of the protocol as one of VS Code's, for what does not come over the diagnostics channel. */
export function toDiagnostic(diagnostic: LspDiagnostic): vscode.Diagnostic {
  const severity = ((diagnostic.severity ?? 2) - 1) as vscode.DiagnosticSeverity;
  const made = new vscode.Diagnostic(toRange(diagnostic.range), diagnostic.message, severity);
  made.source = diagnostic.source ?? 'pipewarden';
  const { code, codeDescription, relatedInformation } = diagnostic;
  if (code !== undefined) {
    made.code = codeDescription ? { value: code, target: vscode.Uri.parse(codeDescription.href) } : code;
  }
  if (relatedInformation) {
    made.relatedInformation = relatedInformation.map(
      ({ location, message }) =>
        new vscode.DiagnosticRelatedInformation(
          new vscode.Location(vscode.Uri.parse(location.uri), toRange(location.range)),
          message,
        ),
    );
  }
  return made;
}

function toRange({ start, end }: LspRange): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
