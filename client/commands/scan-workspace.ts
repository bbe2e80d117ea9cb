import * as vscode from 'vscode';
import { SCAN, type ScanResult } from '../../server/lsp/protocol.ts';
import { toDiagnostic } from '../diagnostics.ts';
import type { Server } from '../server.ts';

/**
 * Lints every file of the workspace and shows what it finds in Problems. The results are a collection of their own,
 * for files that are not open: an open file's diagnostics come from the server as ever, and so nothing shows twice.
 */
export class WorkspaceScan implements vscode.Disposable {
  readonly #server: Server;
  readonly #collection = vscode.languages.createDiagnosticCollection('pipewarden-scan');
  readonly #subscriptions: readonly vscode.Disposable[];
  #scans = 0;

  constructor(server: Server) {
    this.#server = server;
    this.#subscriptions = [
      vscode.workspace.onDidOpenTextDocument(({ uri }) => this.#collection.delete(uri)),
      vscode.workspace.onDidDeleteFiles(({ files }) => {
        for (const uri of files) this.#collection.delete(uri);
      }),
    ];
  }

  async run(): Promise<ScanResult> {
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: 'Pipewarden: scanning the workspace',
      cancellable: true,
    };
    this.#server.status.busy = true;
    try {
      const result = await vscode.window.withProgress(options, (progress, cancelled) =>
        this.#scan(progress, cancelled),
      );
      this.#show(result);
      return result;
    } finally {
      this.#server.status.busy = false;
    }
  }

  clear(): void {
    this.#collection.clear();
    this.#server.status.scan = undefined;
  }

  dispose(): void {
    this.#collection.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #scan(
    progress: vscode.Progress<{ message?: string; increment?: number }>,
    cancelled: vscode.CancellationToken,
  ): Promise<ScanResult> {
    const token = String(++this.#scans);
    let shown = 0;
    const listener = this.#server.onScanProgress(({ token: of, done, total }) => {
      if (of !== token) return;
      const percent = total ? (100 * done) / total : 0;
      progress.report({ message: `${done} of ${total ?? '?'} files`, increment: percent - shown });
      shown = percent;
    });
    try {
      return await this.#server.request<ScanResult>(SCAN, { token }, cancelled);
    } finally {
      listener.dispose();
    }
  }

  #show(result: ScanResult): void {
    this.#collection.clear();
    const open = new Set(vscode.workspace.textDocuments.map(({ uri }) => uri.toString()));
    for (const { uri, diagnostics } of result.results) {
      const file = vscode.Uri.parse(uri);
      if (!open.has(file.toString())) this.#collection.set(file, diagnostics.map(toDiagnostic));
    }
    const { findings, filesWithFindings, files, cancelled } = result;
    const line = `${count(findings, 'finding')} in ${filesWithFindings} of ${count(files, 'file')}`;
    this.#server.status.scan = cancelled ? `${line} (scan cancelled)` : line;
    this.#server.output.info(`Scan: ${line}, ${result.milliseconds} ms${cancelled ? ', cancelled' : ''}`);
    void vscode.window.setStatusBarMessage(`Pipewarden: ${line}`, 10_000);
    if (findings > 0) void vscode.commands.executeCommand('workbench.actions.view.problems');
  }
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
