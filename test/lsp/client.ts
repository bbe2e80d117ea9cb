import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const SERVER = fileURLToPath(new URL('../../dist/server.cjs', import.meta.url));

interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

export interface Diagnostic {
  readonly range: Range;
  readonly severity: number;
  readonly code: string;
  readonly codeDescription?: { readonly href: string };
  readonly source: string;
  readonly message: string;
  readonly tags?: readonly number[];
  readonly data?: Record<string, unknown>;
}

export interface Range {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

export interface CodeAction {
  readonly title: string;
  readonly kind: string;
  readonly isPreferred?: boolean;
  readonly diagnostics?: readonly Diagnostic[];
  readonly edit?: WorkspaceEdit;
  readonly command?: { readonly command: string; readonly arguments: readonly unknown[] };
  readonly data?: unknown;
}

export interface WorkspaceEdit {
  readonly changes?: Readonly<Record<string, readonly TextEdit[]>>;
  readonly documentChanges?: readonly {
    readonly kind?: string;
    readonly uri?: string;
    readonly textDocument?: { readonly uri: string; readonly version: number | null };
    readonly edits?: readonly TextEdit[];
  }[];
}

export interface TextEdit {
  readonly range: Range;
  readonly newText: string;
  readonly snippet?: { readonly value: string };
}

export interface Published {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** What VS Code says it can do, as far as the server looks. */
export const CAPABLE = {
  workspace: {
    workspaceFolders: true,
    workspaceEdit: { documentChanges: true, resourceOperations: ['create'], snippetEditSupport: true },
    diagnostics: { refreshSupport: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    didChangeConfiguration: { dynamicRegistration: true },
  },
  textDocument: {
    publishDiagnostics: {
      relatedInformation: true,
      codeDescriptionSupport: true,
      dataSupport: true,
      tagSupport: { valueSet: [1, 2] },
    },
    codeAction: {
      dataSupport: true,
      isPreferredSupport: true,
      resolveSupport: { properties: ['edit'] },
      codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'source.fixAll'] } },
    },
  },
};

export const PULL = {
  ...CAPABLE,
  textDocument: {
    ...CAPABLE.textDocument,
    diagnostic: { relatedInformation: true, codeDescriptionSupport: true, dataSupport: true, tagSupport: {} },
  },
};

/** Speaks JSON-RPC with the built server over its standard streams. */
export class Client {
  readonly child: ChildProcessWithoutNullStreams;
  readonly published: Published[] = [];
  readonly received: Message[] = [];
  /** Answers to the server's requests, by method; null for all others. */
  readonly answers = new Map<string, (params: never) => unknown>();
  readonly #waiting = new Map<number, (message: Message) => void>();
  readonly #listeners = new Set<(message: Message) => void>();
  #next = 1;
  #buffer: Buffer = Buffer.alloc(0);

  /** `env` is added to the environment of this process. */
  constructor(args: readonly string[] = ['--stdio'], env: Readonly<Record<string, string>> = {}) {
    this.child = spawn(process.execPath, [SERVER, ...args], { env: { ...process.env, ...env } });
    this.child.stdout.on('data', (chunk: Buffer) => this.#read(chunk));
  }

  static async start(
    capabilities: unknown = CAPABLE,
    more: Record<string, unknown> = {},
    env: Readonly<Record<string, string>> = {},
  ): Promise<Client> {
    const client = new Client(['--stdio'], env);
    await client.initialize(capabilities, more);
    return client;
  }

  async initialize(capabilities: unknown, more: Record<string, unknown> = {}): Promise<unknown> {
    const result = await this.request('initialize', {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: null,
      capabilities,
      ...more,
    });
    this.notify('initialized', {});
    return result;
  }

  async request<Result>(method: string, params: unknown): Promise<Result> {
    return this.send<Result>(method, params).result;
  }

  /** A request that can be cancelled by its id. */
  send<Result>(method: string, params: unknown): { id: number; result: Promise<Result> } {
    const id = this.#next++;
    const result = new Promise<Result>((resolve, reject) => {
      this.#waiting.set(id, ({ result, error }) =>
        error ? reject(new Error(`${error.code}: ${error.message}`)) : resolve(result as Result),
      );
    });
    this.#write({ id, method, params });
    return { id, result };
  }

  notify(method: string, params: unknown): void {
    this.#write({ method, params });
  }

  open(uri: string, text: string, languageId = 'yaml'): void {
    this.notify('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
  }

  /** A change without a range replaces the whole text. */
  change(uri: string, version: number, ...contentChanges: readonly { range?: Range; text: string }[]): void {
    this.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges });
  }

  close(uri: string): void {
    this.notify('textDocument/didClose', { textDocument: { uri } });
  }

  /** The first message from now on, or already received, that `wanted` accepts. */
  async until(wanted: (message: Message) => boolean, what = 'a message'): Promise<Message> {
    const known = this.received.find(wanted);
    if (known) return known;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${what} did not come`)), 10_000);
      const listener = (message: Message): void => {
        if (!wanted(message)) return;
        clearTimeout(timer);
        this.#listeners.delete(listener);
        resolve(message);
      };
      this.#listeners.add(listener);
    });
  }

  /** The diagnostics pushed for a version of a document; for its closing when there is no version. */
  async diagnostics(uri: string, version: number | undefined): Promise<readonly Diagnostic[]> {
    const isIt = ({ method, params }: Message): boolean => {
      const published = params as Published;
      return (
        method === 'textDocument/publishDiagnostics' && published.uri === uri && published.version === version
      );
    };
    return ((await this.until(isIt, `diagnostics of ${uri} ${version}`)).params as Published).diagnostics;
  }

  /** Waits until the server has handled everything sent so far and says nothing more. */
  async quiet(): Promise<void> {
    await this.request('pipewarden/rules', {});
    await new Promise((resolve) => setTimeout(resolve, 60));
  }

  /** Ends the server as the protocol asks; its exit status. */
  async stop(): Promise<number | null> {
    const exit = new Promise<number | null>((resolve) => this.child.on('exit', resolve));
    await this.request('shutdown', null);
    this.notify('exit', null);
    return exit;
  }

  #write(message: object): void {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
    this.child.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
    this.child.stdin.write(body);
  }

  #read(chunk: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    for (;;) {
      const head = this.#buffer.indexOf('\r\n\r\n');
      if (head === -1) return;
      const length = Number(/Content-Length: (\d+)/i.exec(this.#buffer.toString('latin1', 0, head))?.[1]);
      if (this.#buffer.length < head + 4 + length) return;
      const body = this.#buffer.toString('utf8', head + 4, head + 4 + length);
      this.#buffer = this.#buffer.subarray(head + 4 + length);
      this.#handle(JSON.parse(body) as Message);
    }
  }

  #handle(message: Message): void {
    this.received.push(message);
    if (message.method === 'textDocument/publishDiagnostics')
      this.published.push(message.params as Published);
    if (message.method && message.id !== undefined) {
      const answer = this.answers.get(message.method) as ((params: unknown) => unknown) | undefined;
      this.#write({ id: message.id, result: answer?.(message.params) ?? null });
    } else if (message.id !== undefined) {
      this.#waiting.get(message.id as number)?.(message);
      this.#waiting.delete(message.id as number);
    }
    for (const listener of [...this.#listeners]) listener(message);
  }
}

/** Applies a workspace edit's changes for one document to its text. */
export function applyTo(text: string, edit: WorkspaceEdit | undefined, uri: string): string {
  const edits =
    edit?.changes?.[uri] ??
    edit?.documentChanges?.find(({ textDocument }) => textDocument?.uri === uri)?.edits ??
    [];
  const offsets = [0];
  for (const match of text.matchAll(/\r\n|\n|\r/g)) offsets.push(match.index + match[0].length);
  const at = ({ line, character }: Range['start']): number => (offsets[line] ?? text.length) + character;
  return [...edits]
    .sort((a, b) => at(b.range.start) - at(a.range.start))
    .reduce((result, { range, newText, snippet }) => {
      const inserted = snippet
        ? snippet.value.replace(/\$\{1:(\w+)\}/, '$1').replace(/\\([\\$}])/g, '$1')
        : newText;
      return result.slice(0, at(range.start)) + inserted + result.slice(at(range.end));
    }, text);
}
