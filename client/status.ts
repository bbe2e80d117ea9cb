import * as vscode from 'vscode';
import type { Status } from '../server/lsp/protocol.ts';
import { SELECTOR } from './selector.ts';

/** The entry in the language status menu: how many findings the active file has, its kind, and its configuration. */
export class StatusItem implements vscode.Disposable {
  readonly #byUri = new Map<string, Status>();
  readonly #item = vscode.languages.createLanguageStatusItem('pipewarden.status', SELECTOR);
  readonly #subscriptions: readonly vscode.Disposable[];
  #scan: string | undefined;

  constructor() {
    this.#item.name = 'Pipewarden';
    this.#item.command = { title: 'Show output', command: 'pipewarden.showOutput' };
    this.#subscriptions = [
      vscode.window.onDidChangeActiveTextEditor(() => this.#render()),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#byUri.delete(uri.toString())),
    ];
    this.#render();
  }

  show(status: Status): void {
    this.#byUri.set(vscode.Uri.parse(status.uri).toString(), status);
    this.#render();
  }

  set busy(value: boolean) {
    this.#item.busy = value;
  }

  /** One line about the last scan of the workspace; undefined when its results were cleared. */
  set scan(line: string | undefined) {
    this.#scan = line;
    this.#render();
  }

  dispose(): void {
    this.#item.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #render(): void {
    const uri = vscode.window.activeTextEditor?.document.uri.toString();
    const status = uri === undefined ? undefined : this.#byUri.get(uri);
    const detail: string[] = [];
    if (status?.kind) {
      this.#item.text = status.findings === 0 ? '$(check) Pipewarden' : `Pipewarden: ${status.findings}`;
      detail.push(status.kind.replaceAll('-', ' '));
      detail.push(
        status.config
          ? vscode.workspace.asRelativePath(vscode.Uri.parse(status.config))
          : 'no configuration file',
      );
    } else {
      this.#item.text = 'Pipewarden';
      detail.push(status?.note ?? 'not a pipeline file');
    }
    if (this.#scan !== undefined) detail.push(this.#scan);
    this.#item.detail = detail.join(', ');
    this.#item.severity = status?.note
      ? vscode.LanguageStatusSeverity.Warning
      : vscode.LanguageStatusSeverity.Information;
  }
}
