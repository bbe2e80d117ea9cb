import {
  type CancellationToken,
  type CodeActionParams,
  type Connection,
  type Diagnostic,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type DocumentDiagnosticReport,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { rules } from '../../rules/registry.generated.ts';
import { isConfigPath } from '../core/config/config.ts';
import { Registry } from '../core/registry.ts';
import { ruleUrl } from '../core/rule.ts';
import { Actions } from './actions.ts';
import { abilitiesOf, type ClientAbilities } from './capabilities.ts';
import { CONFIG_GLOBS } from './configs.ts';
import { diagnosticsOf } from './diagnostics.ts';
import { hoverAt } from './hover.ts';
import { type FileResult, OpenFiles } from './open-files.ts';
import type { Platform } from './platform.ts';
import {
  RULE_DOCUMENTATION,
  RULES,
  type RuleDocumentationParams,
  type RuleDocumentationResult,
  type RuleItem,
  SCAN,
  SCAN_PROGRESS,
  type ScanParams,
  type ScanProgress,
  type ScanResult,
  STATUS,
  type Status,
  VALIDATE_POLICY,
  type ValidatePolicyParams,
  type ValidatePolicyResult,
} from './protocol.ts';
import { scan } from './scan.ts';
import { Workspace } from './workspace.ts';

/** The package's version; the bundler writes it. */
declare const PIPEWARDEN_VERSION: string;

/** Files that workflows and pipelines call or include. */
const CALLED_GLOB = '**/*.{yml,yaml}';

/** Speaks the language server protocol on `connection` until the client says goodbye. */
export function startServer(connection: Connection, platform: Platform): void {
  const registry = new Registry(rules);
  connection.onInitialize((params) => {
    const session = new Session(connection, platform, registry, params);
    return session.start();
  });
  connection.listen();
}

/** Everything between `initialize` and `exit`. */
class Session {
  readonly #connection: Connection;
  readonly #platform: Platform;
  readonly #registry: Registry;
  readonly #abilities: ClientAbilities;
  readonly #workspace: Workspace;
  readonly #files: OpenFiles;
  readonly #documents = new TextDocuments(TextDocument);
  readonly #actions: Actions;
  /** The result that was pushed last, by document. */
  readonly #published = new Map<string, string>();

  constructor(connection: Connection, platform: Platform, registry: Registry, params: InitializeParams) {
    this.#connection = connection;
    this.#platform = platform;
    this.#registry = registry;
    this.#abilities = abilitiesOf(params);
    this.#workspace = new Workspace(connection, platform, params, registry);
    this.#files = new OpenFiles(
      registry,
      this.#workspace,
      platform,
      this.#abilities.options,
      (message) => connection.console.warn(message),
      (uris) => this.#lintAgain(uris),
    );
    this.#actions = new Actions(this.#files, this.#workspace, this.#documents, this.#abilities);
  }

  start(): InitializeResult {
    this.#handleDocuments();
    this.#handleFeatures();
    this.#handleWorkspace();
    this.#handleOwnRequests();
    return {
      serverInfo: { name: 'pipewarden', version: PIPEWARDEN_VERSION },
      capabilities: {
        textDocumentSync: {
          openClose: true,
          change: TextDocumentSyncKind.Incremental,
          save: { includeText: false },
        },
        // Push or pull, never both: a client would show every finding twice. No workspace diagnostics: clients poll
        // for them every few seconds; a scan is a command.
        ...(this.#abilities.pull && {
          diagnosticProvider: {
            identifier: 'pipewarden',
            // Clients would ask for every open document after each key; those that depend on it are refreshed instead.
            interFileDependencies: false,
            workspaceDiagnostics: false,
          },
        }),
        codeActionProvider: this.#actions.capabilities,
        hoverProvider: true,
        executeCommandProvider: { commands: [...this.#actions.commands] },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  }

  #handleDocuments(): void {
    const documents = this.#documents;
    documents.listen(this.#connection);
    documents.onDidOpen(({ document }) => this.#files.open(document));
    // This comes for an opened document too.
    documents.onDidChangeContent(({ document }) => {
      this.#lint(document.uri);
      this.#lintDependents(document.uri);
    });
    documents.onDidSave(({ document }) => {
      if (isConfigPath(document.uri)) this.#reconfigure();
      else if (this.#files.refresh(document.uri)) this.#lintAgain([document.uri]);
    });
    documents.onDidClose(({ document }) => {
      this.#files.close(document.uri);
      this.#published.delete(document.uri);
      if (!this.#abilities.pull) this.#publish(document.uri, undefined, []);
      // What is on disk counts again.
      this.#lintDependents(document.uri);
    });
  }

  #handleFeatures(): void {
    const connection = this.#connection;
    connection.languages.diagnostics.on(async ({ textDocument, previousResultId }) => {
      return this.#pull(textDocument.uri, previousResultId);
    });
    connection.onHover(async ({ textDocument, position }) => {
      const result = await this.#files.result(textDocument.uri);
      return result ? hoverAt(result.findings, position, this.#registry) : null;
    });
    connection.onCodeAction((params: CodeActionParams) => this.#actions.list(params));
    connection.onCodeActionResolve((action) => this.#actions.resolve(action));
    connection.onExecuteCommand(async ({ command, arguments: args }) => {
      if (command !== this.#actions.commands[0] || typeof args?.[0] !== 'string') return;
      await connection.window.showDocument({ uri: ruleUrl(args[0]), external: true });
    });
  }

  #handleWorkspace(): void {
    const connection = this.#connection;
    connection.onInitialized(async () => {
      if (this.#abilities.folders) {
        connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
          this.#workspace.changeFolders(added, removed);
          this.#lintAgain(this.#files.uris);
        });
      }
      if (this.#abilities.watch) {
        const watchers = [...CONFIG_GLOBS, CALLED_GLOB].map((globPattern) => ({ globPattern }));
        await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
      }
      await connection.client
        .register(DidChangeConfigurationNotification.type, { section: 'pipewarden' })
        .catch(() => undefined);
    });
    connection.onDidChangeConfiguration(({ settings }) => {
      this.#workspace.settingsChanged(settings);
      this.#lintAgain(this.#files.uris);
    });
    connection.onDidChangeWatchedFiles(({ changes }) => {
      if (changes.some(({ uri }) => isConfigPath(uri))) this.#reconfigure();
      for (const { uri } of changes) if (!this.#files.has(uri)) this.#lintDependents(uri);
    });
  }

  #handleOwnRequests(): void {
    const connection = this.#connection;
    connection.onRequest(SCAN, (params: ScanParams, cancelled: CancellationToken) =>
      this.#scan(params, cancelled),
    );
    connection.onRequest(
      VALIDATE_POLICY,
      ({ uri }: ValidatePolicyParams, cancelled: CancellationToken): Promise<unknown> =>
        this.#validate(uri, cancelled),
    );
    connection.onRequest(RULES, (): readonly RuleItem[] =>
      this.#registry.rules.map(({ id, summary, severity, profile, fix }) => ({
        id,
        summary,
        severity,
        profile,
        fix,
      })),
    );
    connection.onRequest(RULE_DOCUMENTATION, ({ id }: RuleDocumentationParams): RuleDocumentationResult => {
      const rule = this.#registry.get(id);
      return rule ? { markdown: `# ${id}\n\n${rule.summary}\n\n${rule.docs}\n`, url: ruleUrl(id) } : null;
    });
  }

  async #validate(uri: string, cancelled: CancellationToken): Promise<ValidatePolicyResult> {
    const { validatePolicy } = this.#platform;
    if (!validatePolicy) {
      const reason = 'Access Analyzer cannot be asked from a browser; use the desktop or the command line.';
      return { outcome: 'failed', reason };
    }
    const file = await this.#files.parsed(uri);
    return file ? validatePolicy(file, cancelled) : { outcome: 'failed', reason: 'The file is not open.' };
  }

  async #scan({ token }: ScanParams, cancelled: CancellationToken): Promise<ScanResult> {
    this.#files.askForAll();
    const progress = (done: number, total: number | undefined): void => {
      const params: ScanProgress = { token, done, total };
      void this.#connection.sendNotification(SCAN_PROGRESS, params);
    };
    const result = await scan(
      {
        workspace: this.#workspace,
        files: this.#files,
        platform: this.#platform,
        diagnosticsOf: (of) => this.#diagnosticsOf(of),
        progress,
      },
      cancelled,
    );
    this.#lintAgain(this.#files.uris);
    return result;
  }

  /** Pushes what the newest version comes to. A client that pulls asks by itself. */
  #lint(uri: string): void {
    if (this.#abilities.pull) return;
    void this.#files.result(uri).then((result) => {
      if (!result || result.version !== this.#documents.get(uri)?.version) return;
      if (this.#published.get(uri) === result.id) return;
      this.#published.set(uri, result.id);
      this.#publish(uri, result.version, this.#diagnosticsOf(result));
      this.#sendStatus(result);
    });
  }

  /** After a file has changed that others may call or include. */
  #lintDependents(uri: string): void {
    const dependents = this.#files.changed(uri);
    if (dependents.length > 0) this.#lintAgain(dependents);
  }

  /** After something other than the text has changed. */
  #lintAgain(uris: readonly string[]): void {
    if (!this.#abilities.pull) for (const uri of uris) this.#lint(uri);
    else if (this.#abilities.refresh) this.#connection.languages.diagnostics.refresh();
  }

  #reconfigure(): void {
    this.#workspace.changed();
    this.#lintAgain(this.#files.uris);
  }

  async #pull(uri: string, previous: string | undefined): Promise<DocumentDiagnosticReport> {
    const result = await this.#files.result(uri);
    if (!result) return { kind: 'full', items: [] };
    if (result.id === previous) return { kind: 'unchanged', resultId: result.id };
    this.#sendStatus(result);
    return { kind: 'full', resultId: result.id, items: this.#diagnosticsOf(result) };
  }

  #diagnosticsOf(result: FileResult): Diagnostic[] {
    return diagnosticsOf(result, this.#abilities, (id) => this.#registry.get(id)?.fix ?? 'none');
  }

  #publish(uri: string, version: number | undefined, diagnostics: Diagnostic[]): void {
    void this.#connection.sendDiagnostics({ uri, diagnostics, ...(version !== undefined && { version }) });
  }

  #sendStatus({ context, document, findings, milliseconds, note }: FileResult): void {
    if (!this.#abilities.options.status) return;
    const status: Status = {
      uri: context.uri,
      kind: document && document.kind !== 'text' ? document.kind : null,
      findings: findings.length,
      config: context.config.uri ?? null,
      milliseconds: Math.round(milliseconds),
      ...(note !== undefined && { note }),
    };
    void this.#connection.sendNotification(STATUS, status);
  }
}
