import type { TextDocument } from 'vscode-languageserver-textdocument';
import { Document, isOnlineNeed, type Need, type OnlineNeed, type Services } from '../core/document.ts';
import { atLeast, compareText, type Finding } from '../core/finding.ts';
import type { Kind } from '../core/kinds.ts';
import { type LintOptions, lint } from '../core/lint.ts';
import type { ShellParser } from '../core/parse/shell.ts';
import type { Registry } from '../core/registry.ts';
import { Source } from '../core/text/source.ts';
import { Online } from './online.ts';
import type { Platform } from './platform.ts';
import type { InitializationOptions } from './protocol.ts';
import { joinUri, parentOf, pathBelow } from './uri.ts';
import { documentSettings, effective, type FileContext, type Workspace } from './workspace.ts';

/** Documents beyond this length (UTF-16 code units) are not linted in the editor; the command line takes them. */
const MAX_LENGTH = 4 * 1024 * 1024;

/** What one version of an open document came to. */
export interface FileResult {
  /** Differs between any two results of a session. */
  readonly id: string;
  readonly version: number;
  readonly context: FileContext;
  /** Undefined for a file that is none of ours. */
  readonly document: Document | undefined;
  /** Not suppressed, and as severe as the settings ask. */
  readonly findings: readonly Finding[];
  readonly milliseconds: number;
  readonly note?: string;
  /** What the network may still say of it. */
  readonly asks: readonly OnlineNeed[];
}

/** An open document's newest text, parsed, with what holds for it. */
export interface ParsedFile {
  readonly document: Document;
  readonly version: number;
  readonly context: FileContext;
}

/** How often a document is linted at most while things are brought for it. */
const MAX_ROUNDS = 10;

/** Milliseconds without a change before the network is asked: half a name that is being typed is no name. */
const ONLINE_DELAY = 1000;

interface Lent extends Services {
  readonly files: Map<string, Source | null>;
  readonly folders: Map<string, readonly string[]>;
}

interface OpenFile {
  text: TextDocument;
  /** The text to lint: the newest one, or with `run: onSave` the one last saved. */
  snapshot: { readonly version: number; readonly text: string };
  document?: Document | undefined;
  result?: FileResult;
  generation?: number;
  pending?: Promise<FileResult | undefined> | undefined;
  /** With `run: manual`: somebody asked for this file. */
  asked?: boolean;
}

/** The open documents and what is known about them: one parse per version, one lint per version and configuration. */
export class OpenFiles {
  readonly #files = new Map<string, OpenFile>();
  /** What was lent so far, by the root of the repository. */
  readonly #lent = new Map<string, Lent>();
  readonly #registry: Registry;
  readonly #workspace: Workspace;
  readonly #platform: Platform;
  readonly #options: InitializationOptions;
  readonly #warn: (message: string) => void;
  readonly #lintAgain: (uris: readonly string[]) => void;
  readonly #online: Online;
  #shell: Promise<ShellParser | undefined> | undefined;
  #results = 0;

  constructor(
    registry: Registry,
    workspace: Workspace,
    platform: Platform,
    options: InitializationOptions,
    warn: (message: string) => void,
    lintAgain: (uris: readonly string[]) => void,
  ) {
    this.#online = new Online(platform, warn);
    this.#lintAgain = lintAgain;
    this.#registry = registry;
    this.#workspace = workspace;
    this.#platform = platform;
    this.#options = options;
    this.#warn = warn;
  }

  get uris(): readonly string[] {
    return [...this.#files.keys()];
  }

  has(uri: string): boolean {
    return this.#files.has(uri);
  }

  open(text: TextDocument): void {
    this.#files.set(text.uri, { text, snapshot: snapshotOf(text) });
  }

  close(uri: string): void {
    this.#files.delete(uri);
    this.#workspace.forget(uri);
  }

  /**
   * A file is not what it was. Gives the open documents whose findings depend on it; they will be linted anew.
   */
  changed(uri: string): readonly string[] {
    const dependents: string[] = [];
    for (const [root, { files, folders }] of this.#lent) {
      const path = pathBelow(root, uri);
      if (path === undefined) continue;
      // The file may be new, or gone: its folder is not what it was either.
      const gone = [path, parentOf(path)].filter((each) => files.delete(each) || folders.delete(each));
      if (gone.length === 0) continue;
      for (const [each, file] of this.#files) {
        const dependencies = file.document?.dependencies;
        if (file.result?.context.root !== root || !gone.some((one) => dependencies?.has(one))) continue;
        delete file.document;
        delete file.result;
        dependents.push(each);
      }
    }
    return dependents;
  }

  /** Takes the newest text for linting, as after a save. True when there was something to take. */
  refresh(uri: string): boolean {
    const file = this.#files.get(uri);
    if (!file || file.snapshot.version === file.text.version) return false;
    file.snapshot = snapshotOf(file.text);
    return true;
  }

  /** Lints every open document once, whatever its `run` setting says: a scan was asked for. */
  askForAll(): void {
    for (const { files, folders } of this.#lent.values()) {
      files.clear();
      folders.clear();
    }
    this.#online.forget();
    for (const file of this.#files.values()) {
      if (file.result?.context.settings.run === 'onType') continue;
      file.asked = true;
      file.snapshot = snapshotOf(file.text);
      delete file.result;
    }
  }

  /**
   * The result for the newest text (or the last saved one, see `Settings.run`); undefined once the document is closed.
   * Waiting messages go first: while newer versions keep coming, nothing is parsed.
   */
  result(uri: string): Promise<FileResult | undefined> {
    const file = this.#files.get(uri);
    if (!file) return Promise.resolve(undefined);
    if (this.#isFresh(file)) return Promise.resolve(file.result);
    file.pending ??= this.#compute(uri, file).finally(() => {
      file.pending = undefined;
    });
    return file.pending;
  }

  /** The newest text as a document, whatever the settings say of linting it. */
  async parsed(uri: string): Promise<ParsedFile | undefined> {
    const file = this.#files.get(uri);
    if (!file) return undefined;
    const context = await this.#workspace.contextOf(uri);
    const { version } = file.text;
    const text = file.text.getText();
    const kind = this.#workspace.kindOf(context, text, file.text.languageId) ?? 'text';
    const document = isSame(file.document, text, kind, context)
      ? file.document!
      : this.#document(context, text, kind);
    return { document, version, context };
  }

  /** Lints a text that is not open. */
  async lintText(uri: string, text: string): Promise<FileResult | undefined> {
    const context = await this.#workspace.contextOf(uri);
    const kind = this.#workspace.kindOf(context, text);
    if (!kind || text.length > MAX_LENGTH) return undefined;
    const document = this.#document(context, text, kind);
    let result = await this.#lint(document, context, 0);
    for (let round = 0; round < MAX_ROUNDS && result.asks.length > 0; round++) {
      await this.#online.ask(result.asks);
      result = await this.#lint(document, context, 0);
    }
    return result;
  }

  /** The findings of a document with their fixes, for code actions. */
  withFixes(document: Document, context: FileContext): readonly Finding[] {
    return this.#shown(lint(document, this.#lintOptions(context, true)).findings, context);
  }

  /** A later state of the same file, with what the host has lent so far. */
  derive(document: Document, text: string): Document {
    return new Document(
      new Source(document.source.path, text),
      document.kind,
      document.services,
      document.settings,
    );
  }

  #isFresh(file: OpenFile): boolean {
    const { run } = file.result?.context.settings ?? {};
    const version = run === 'onType' ? file.text.version : file.snapshot.version;
    return file.result?.version === version && file.generation === this.#workspace.generation;
  }

  async #compute(uri: string, file: OpenFile): Promise<FileResult | undefined> {
    for (;;) {
      const { version } = file.text;
      const { generation } = this.#workspace;
      const answers = this.#online.generation;
      const context = await this.#workspace.contextOf(uri);
      // The connection handles one message per turn: after two without a newer version there is none waiting.
      await this.#platform.turn();
      await this.#platform.turn();
      if (this.#files.get(uri) !== file) return undefined;
      if (file.text.version !== version || this.#workspace.generation !== generation) continue;
      if (context.settings.run === 'onType') this.refresh(uri);
      const result = await this.#lintOpen(file, context);
      if (this.#files.get(uri) !== file) return undefined;
      if (file.text.version !== version || this.#workspace.generation !== generation) continue;
      if (result.asks.length > 0 && this.#online.generation !== answers) continue;
      file.result = result;
      file.generation = generation;
      if (result.asks.length > 0) this.#askLater(uri, result);
      return result;
    }
  }

  async #lintOpen(file: OpenFile, context: FileContext): Promise<FileResult> {
    const { version, text } = file.snapshot;
    const empty = {
      version,
      context,
      document: undefined,
      findings: [],
      milliseconds: 0,
      asks: [],
    };
    const kind = this.#workspace.kindOf(context, text, file.text.languageId);
    const waits = context.settings.run === 'manual' && !file.asked;
    if (!kind || waits) return { ...empty, id: this.#nextId() };
    if (text.length > MAX_LENGTH) {
      const note = 'The file is too large to lint while you type; use the command line.';
      return { ...empty, id: this.#nextId(), note };
    }
    if (!isSame(file.document, text, kind, context)) {
      file.document = this.#document(context, text, kind);
    }
    return this.#lint(file.document!, context, version);
  }

  async #lint(document: Document, context: FileContext, version: number): Promise<FileResult> {
    const begin = this.#platform.now();
    this.#online.refresh();
    let report = lint(document, this.#lintOptions(context, false));
    // What one round brings can ask for more: a parser, a workflow that calls an action that calls another.
    for (let round = 0; round < MAX_ROUNDS && (await this.#bring(report.needs, context)); round++) {
      report = lint(document, this.#lintOptions(context, false));
    }
    // The next text is read from scratch, and whoever collects garbage meanwhile would carry this one's tree along.
    document.release();
    return {
      id: this.#nextId(),
      version,
      context,
      document,
      findings: this.#shown(report.findings, context),
      asks: report.needs.filter(isOnlineNeed),
      milliseconds: this.#platform.now() - begin,
    };
  }

  #document(context: FileContext, text: string, kind: Kind): Document {
    const services = this.#servicesOf(context);
    return new Document(new Source(context.path, text), kind, services, documentSettings(context));
  }

  #lintOptions(context: FileContext, fixes: boolean): LintOptions {
    const { config, identity, pathFromConfig } = context;
    return {
      registry: this.#registry,
      config: effective(context),
      identity,
      fixes,
      ignored: (finding, sid) => config.ignores.find(pathFromConfig, finding, sid),
    };
  }

  #shown(findings: readonly Finding[], { settings }: FileContext): readonly Finding[] {
    return findings.filter(
      (finding) => !finding.suppressed && atLeast(finding.severity, settings.minimumSeverity),
    );
  }

  #servicesOf({ root }: FileContext): Lent {
    let lent = this.#lent.get(root);
    if (!lent) {
      const online = this.#online.facts;
      lent = { files: new Map(), folders: new Map(), ...(online && { online }) };
      this.#lent.set(root, lent);
    }
    return lent;
  }

  /** True when something was brought that was not there. */
  async #bring(needs: readonly Need[], context: FileContext): Promise<boolean> {
    const services = this.#servicesOf(context);
    let brought = false;
    for (const need of needs) {
      if (need === 'shell') {
        services.shell ??= await this.#bringShell();
        brought ||= services.shell !== undefined;
      } else if (isOnlineNeed(need)) {
        // It takes its time: the file is shown without it, and linted again with it.
      } else if (need.startsWith('folder:')) {
        const folder = need.slice('folder:'.length);
        services.folders.set(folder, await this.#namesBelow(context.root, folder));
        brought = true;
      } else {
        const path = need.slice('file:'.length);
        const text = await this.#textBelow(context.root, path);
        const shown = pathFrom(context, path);
        services.files.set(path, text === undefined ? null : new Source(shown, text));
        brought = true;
      }
    }
    return brought;
  }

  /** Asks the network once the file has not changed for a while, and has all files linted again that waited. */
  #askLater(uri: string, result: FileResult): void {
    setTimeout(async () => {
      const file = this.#files.get(uri);
      if (file?.result !== result || file.text.version !== result.version) return;
      await this.#online.ask(result.asks);
      const waiting = [...this.#files].filter(([, each]) => (each.result?.asks.length ?? 0) > 0);
      for (const [, each] of waiting) delete each.result;
      this.#lintAgain(waiting.map(([each]) => each));
    }, ONLINE_DELAY);
  }

  /** What the editor holds counts before what is on disk. */
  async #textBelow(root: string, path: string): Promise<string | undefined> {
    const uri = joinUri(root, path);
    const open =
      this.#files.get(uri) ?? [...this.#files].find(([each]) => pathBelow(root, each) === path)?.[1];
    const text = open ? open.text.getText() : await this.#workspace.readBelow(root, path);
    return text !== undefined && text.length <= MAX_LENGTH ? text : undefined;
  }

  /** The files of a folder, those that were never saved included. */
  async #namesBelow(root: string, folder: string): Promise<readonly string[]> {
    const names = new Set(await this.#workspace.listBelow(root, folder));
    for (const uri of this.#files.keys()) {
      const path = pathBelow(root, uri);
      if (path !== undefined && parentOf(path) === folder) names.add(path.slice(folder.length + 1));
    }
    return [...names].sort(compareText);
  }

  /** Without the parser the rules that need it stay silent; the others still count. */
  #bringShell(): Promise<ShellParser | undefined> {
    this.#shell ??= this.#platform.loadShell(this.#options).catch((error) => {
      this.#warn(`Rules about shell commands are off: ${String(error)}`);
      return undefined;
    });
    return this.#shell;
  }

  #nextId(): string {
    return String(++this.#results);
  }
}

function snapshotOf(text: TextDocument): OpenFile['snapshot'] {
  return { version: text.version, text: text.getText() };
}

/** A path from the root of the repository, as one from the folder that the paths of `context` count from. */
function pathFrom({ identity, path }: FileContext, other: string): string {
  if (!identity.endsWith(path)) return other;
  const above = identity.slice(0, identity.length - path.length);
  if (other.startsWith(above)) return other.slice(above.length);
  return '../'.repeat(above.split('/').length - 1) + other;
}

function isSame(
  document: Document | undefined,
  text: string,
  kind: Kind,
  context: FileContext,
): document is Document {
  const settings = documentSettings(context);
  return (
    document?.source.text === text &&
    document.kind === kind &&
    document.source.path === context.path &&
    document.settings.policyType === settings.policyType &&
    document.settings.online === settings.online
  );
}
