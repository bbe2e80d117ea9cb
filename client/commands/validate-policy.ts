import * as vscode from 'vscode';
import { VALIDATE_POLICY, type ValidatePolicyResult } from '../../server/lsp/protocol.ts';
import { toDiagnostic } from '../diagnostics.ts';
import type { Server } from '../server.ts';

/**
 * Asks AWS Access Analyzer about the policies of the active file. The verdict is about the text that was sent, so it
 * goes as soon as that text changes.
 */
export class PolicyValidation implements vscode.Disposable {
  readonly #server: Server;
  readonly #collection = vscode.languages.createDiagnosticCollection('pipewarden-access-analyzer');
  readonly #subscriptions: readonly vscode.Disposable[];

  constructor(server: Server) {
    this.#server = server;
    this.#subscriptions = [
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#collection.delete(document.uri);
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#collection.delete(uri)),
    ];
  }

  async run(): Promise<ValidatePolicyResult | undefined> {
    const document = vscode.window.activeTextEditor?.document;
    if (!document) throw new Error('Open a policy first.');
    if (!vscode.workspace.isTrusted) {
      throw new Error('Access Analyzer is off in Restricted Mode; trust the workspace to use it.');
    }
    const options = { location: vscode.ProgressLocation.Notification, title: 'Asking AWS Access Analyzer' };
    const params = { uri: document.uri.toString() };
    const result = await vscode.window.withProgress({ ...options, cancellable: true }, (_, cancelled) =>
      this.#server.request<ValidatePolicyResult>(VALIDATE_POLICY, params, cancelled),
    );
    if (result.outcome === 'failed') throw new Error(result.reason);
    if (result.version !== document.version) throw new Error('The file has changed meanwhile; ask again.');
    this.#collection.set(document.uri, result.diagnostics.map(toDiagnostic));
    if (result.diagnostics.length === 0) {
      void vscode.window.showInformationMessage('AWS Access Analyzer has no finding for this file.');
    }
    return result;
  }

  dispose(): void {
    this.#collection.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}
