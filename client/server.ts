import * as vscode from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import {
  type InitializationOptions,
  LIST_FILES,
  type ListFilesParams,
  type ListFilesResult,
  READ_FILE,
  type ReadFileParams,
  type ReadFileResult,
  SCAN_PROGRESS,
  type ScanProgress,
  STATUS,
  type Status,
} from '../server/lsp/protocol.ts';
import { listFiles, readFile } from './files.ts';
import type { ClientHost } from './host.ts';
import { withoutNetwork } from './restricted.ts';
import { SELECTOR } from './selector.ts';
import { StatusItem } from './status.ts';

/** The language server as the extension sees it: started when first needed, restarted on request. */
export class Server implements vscode.Disposable {
  readonly output = vscode.window.createOutputChannel('Pipewarden', { log: true });
  readonly status = new StatusItem();
  readonly #host: ClientHost;
  readonly #context: vscode.ExtensionContext;
  readonly #scanProgress = new vscode.EventEmitter<ScanProgress>();
  #client: Promise<BaseLanguageClient> | undefined;
  #trust: vscode.Disposable | undefined;

  readonly onScanProgress = this.#scanProgress.event;

  constructor(host: ClientHost, context: vscode.ExtensionContext) {
    this.#host = host;
    this.#context = context;
  }

  /** The running client; starts it when there is none. */
  start(): Promise<BaseLanguageClient> {
    this.#client ??= this.#launch().catch((error) => {
      this.#client = undefined;
      this.output.error(error);
      throw error;
    });
    return this.#client;
  }

  async restart(): Promise<void> {
    await this.#stop();
    await this.start();
  }

  /** Sends a request, starting the server if need be. */
  async request<Result>(method: string, params: unknown, token?: vscode.CancellationToken): Promise<Result> {
    const client = await this.start();
    return client.sendRequest<Result>(method, params, token);
  }

  dispose(): void {
    void this.#stop();
    this.#trust?.dispose();
    this.status.dispose();
    this.output.dispose();
    this.#scanProgress.dispose();
  }

  async #stop(): Promise<void> {
    const client = await this.#client?.catch(() => undefined);
    this.#client = undefined;
    await client?.dispose().catch(() => undefined);
  }

  async #launch(): Promise<BaseLanguageClient> {
    const asset = (name: string): string =>
      vscode.Uri.joinPath(this.#context.extensionUri, 'dist/wasm', name).toString(true);
    const initializationOptions: InitializationOptions = {
      files: true,
      status: true,
      showRuleCommand: 'pipewarden.showRule',
      wasm: { runtime: asset('web-tree-sitter.wasm'), grammar: asset('tree-sitter-bash.wasm') },
    };
    const options: LanguageClientOptions = {
      documentSelector: SELECTOR,
      outputChannel: this.output,
      initializationOptions,
      diagnosticPullOptions: { onChange: true, onSave: true },
      middleware: {
        workspace: {
          configuration: async (params, token, next) => {
            const sections = await next(params, token);
            const isOpen = vscode.workspace.isTrusted || !Array.isArray(sections);
            return isOpen ? sections : sections.map(withoutNetwork);
          },
        },
      },
    };
    const client = await this.#host.createClient(this.#context, options);
    client.onNotification(STATUS, (status: Status) => this.status.show(status));
    client.onNotification(SCAN_PROGRESS, (progress: ScanProgress) => this.#scanProgress.fire(progress));
    client.onRequest(READ_FILE, ({ uri }: ReadFileParams): Promise<ReadFileResult> => readFile(uri));
    client.onRequest(
      LIST_FILES,
      ({ folder }: ListFilesParams): Promise<ListFilesResult> => listFiles(folder),
    );
    await client.start();
    this.#trust?.dispose();
    this.#trust = vscode.workspace.onDidGrantWorkspaceTrust(() =>
      client.sendNotification('workspace/didChangeConfiguration', { settings: null }),
    );
    return client;
  }
}
