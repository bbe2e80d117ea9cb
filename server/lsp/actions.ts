import {
  type CodeAction,
  type CodeActionOptions,
  type CodeActionParams,
  type Diagnostic,
  LSPErrorCodes,
  type Range,
  ResponseError,
  type SnippetTextEdit,
  type TextDocuments,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { CONFIG_NAMES } from '../core/config/config.ts';
import type { Document } from '../core/document.ts';
import { ignoreInConfig, ignoreInFile, ignoreOnLine } from '../core/edit/ignore.ts';
import type { Finding } from '../core/finding.ts';
import { keepsParsing } from '../core/fix.ts';
import type { TextEdit as CoreEdit } from '../core/text/edit.ts';
import { Source } from '../core/text/source.ts';
import type { ClientAbilities } from './capabilities.ts';
import { intersects, SOURCE, toRange } from './diagnostics.ts';
import { fixAllEdits } from './fix-all.ts';
import type { FileResult, OpenFiles } from './open-files.ts';
import { joinUri } from './uri.ts';
import type { Workspace } from './workspace.ts';

const QUICK_FIX = 'quickfix';
const FIX_ALL = 'source.fixAll.pipewarden';
/** What stands in an ignore comment until its author says why. */
const REASON = 'reason';

/** What an action needs to make its edit when it is chosen. */
interface ActionData {
  readonly uri: string;
  readonly version: number;
  readonly edit: 'fix' | 'fix-all' | 'ignore-line' | 'ignore-file' | 'ignore-config';
  readonly fingerprint?: string;
  /** Which of the finding's fixes. */
  readonly index?: number;
}

/** Quick fixes, ignore comments and fix-all for open documents. */
export class Actions {
  /** Commands of the server itself, for clients that bring none: shows the documentation of the rule it is given. */
  readonly commands = ['pipewarden.server.showRule'];
  readonly #files: OpenFiles;
  readonly #workspace: Workspace;
  readonly #documents: TextDocuments<TextDocument>;
  readonly #abilities: ClientAbilities;
  #fixed: { readonly of: FileResult; readonly findings: readonly Finding[] } | undefined;

  constructor(
    files: OpenFiles,
    workspace: Workspace,
    documents: TextDocuments<TextDocument>,
    abilities: ClientAbilities,
  ) {
    this.#files = files;
    this.#workspace = workspace;
    this.#documents = documents;
    this.#abilities = abilities;
  }

  get capabilities(): CodeActionOptions {
    return { codeActionKinds: [QUICK_FIX, FIX_ALL], resolveProvider: this.#abilities.resolveEdit };
  }

  async list({ textDocument, range, context }: CodeActionParams): Promise<CodeAction[]> {
    const result = await this.#current(textDocument.uri);
    if (!result?.document) return [];
    const wants = (kind: string): boolean =>
      context.only === undefined || context.only.some((only) => kind === only || kind.startsWith(`${only}.`));
    const actions: { action: CodeAction; data?: ActionData }[] = [];
    if (wants(QUICK_FIX)) actions.push(...this.#quickFixes(result, range, context.diagnostics));
    if (context.only && wants(FIX_ALL)) {
      actions.push({
        action: { title: 'Fix all safe Pipewarden problems', kind: FIX_ALL },
        data: { uri: textDocument.uri, version: result.version, edit: 'fix-all' },
      });
    }
    if (this.#abilities.resolveEdit) return actions.map(({ action, data }) => ({ ...action, data }));
    const complete = actions.map(async ({ action, data }) =>
      data ? { ...action, edit: await this.#editFor(data, result).catch(() => undefined) } : action,
    );
    return (await Promise.all(complete)).filter((action) => action.edit || action.command);
  }

  async resolve(action: CodeAction): Promise<CodeAction> {
    const data = action.data as ActionData | undefined;
    if (!data) return action;
    const result = await this.#current(data.uri);
    if (result?.version !== data.version) {
      throw new ResponseError(LSPErrorCodes.ContentModified, 'The document has changed since.');
    }
    return { ...action, edit: await this.#editFor(data, result) };
  }

  /** The result of the text that the client has; undefined when there is only one of an older text. */
  async #current(uri: string): Promise<FileResult | undefined> {
    const result = await this.#files.result(uri);
    return result?.version === this.#documents.get(uri)?.version ? result : undefined;
  }

  #findings(result: FileResult): readonly Finding[] {
    if (this.#fixed?.of !== result) {
      this.#fixed = { of: result, findings: this.#files.withFixes(result.document!, result.context) };
    }
    return this.#fixed.findings;
  }

  #quickFixes(
    result: FileResult,
    range: Range,
    shown: readonly Diagnostic[],
  ): { action: CodeAction; data?: ActionData }[] {
    const { uri, settings } = result.context;
    const { version } = result;
    const here = this.#findings(result).filter((finding) => intersects(toRange(finding.range), range));
    const fixes: { action: CodeAction; data: ActionData }[] = [];
    const others: { action: CodeAction; data?: ActionData }[] = [];
    for (const finding of here) {
      const { fingerprint, ruleId } = finding;
      const diagnostics = shown.filter((one) => belongsTo(one, finding));
      const base = { kind: QUICK_FIX, diagnostics };
      finding.fixes.forEach(({ title, safety }, index) => {
        if (safety === 'unsafe' && settings.unsafeFixes === 'hide') return;
        const preferred = safety === 'safe' && index === 0 && this.#abilities.isPreferred;
        fixes.push({
          action: {
            ...base,
            title: safety === 'safe' ? title : `${title} (may change behaviour)`,
            ...(preferred && { isPreferred: true }),
          },
          data: { uri, version, edit: 'fix', fingerprint, index },
        });
      });
      if (others.some(({ action }) => action.title.includes(`${ruleId} on this line`))) continue;
      const ignore = (where: string, edit: ActionData['edit']): void => {
        const data = { uri, version, edit, fingerprint };
        others.push({ action: { ...base, title: `Ignore ${ruleId} ${where}` }, data });
      };
      const { document } = result;
      if (ignoreOnLine(document!, ruleId, finding.range, REASON)) ignore('on this line', 'ignore-line');
      if (ignoreInFile(document!, ruleId, REASON)) ignore('in this file', 'ignore-file');
      if (this.#configFor(result)) ignore('for this file in the configuration', 'ignore-config');
      others.push({ action: { ...base, ...this.#showRule(ruleId) } });
    }
    return [...fixes, ...others];
  }

  #showRule(ruleId: string): Pick<CodeAction, 'title' | 'command'> {
    const title = `Show documentation for ${ruleId}`;
    const command = this.#abilities.options.showRuleCommand ?? this.commands[0]!;
    return { title, command: { title, command, arguments: [ruleId] } };
  }

  async #editFor(data: ActionData, result: FileResult): Promise<WorkspaceEdit> {
    const document = result.document!;
    if (data.edit === 'fix-all') {
      const edits = await fixAllEdits(
        document,
        (of) => this.#files.withFixes(of, result.context),
        (text) => this.#files.derive(document, text),
      );
      return this.#workspaceEdit(data, document.source, edits);
    }
    const finding = this.#findings(result).find(({ fingerprint }) => fingerprint === data.fingerprint);
    if (!finding) throw new ResponseError(LSPErrorCodes.ContentModified, 'The finding is gone.');
    switch (data.edit) {
      case 'fix': {
        const edits = finding.fixes[data.index ?? 0]?.edits ?? [];
        if (!keepsParsing(document, edits)) {
          throw new ResponseError(
            LSPErrorCodes.RequestFailed,
            'The fix would leave a file that cannot be read.',
          );
        }
        return this.#workspaceEdit(data, document.source, edits);
      }
      case 'ignore-line':
        return this.#ignoreEdit(
          data,
          document,
          ignoreOnLine(document, finding.ruleId, finding.range, REASON),
        );
      case 'ignore-file':
        return this.#ignoreEdit(data, document, ignoreInFile(document, finding.ruleId, REASON));
      case 'ignore-config':
        return this.#configEdit(result, finding);
    }
  }

  #ignoreEdit(data: ActionData, document: Document, edit: CoreEdit | undefined): WorkspaceEdit {
    return this.#workspaceEdit(data, document.source, edit ? [edit] : [], REASON);
  }

  /** The configuration file that an ignore entry goes into: the one in effect, or a new one in the file's folder. */
  #configFor({ context }: FileResult): { uri: string; folder: string; exists: boolean } | undefined {
    const { uri, folder } = context.config;
    if (uri !== undefined) return { uri, folder, exists: true };
    const inWorkspace = this.#workspace.folders.includes(folder);
    if (!inWorkspace || !this.#abilities.documentChanges || !this.#abilities.createFile) return undefined;
    return { uri: joinUri(folder, CONFIG_NAMES[0]), folder, exists: false };
  }

  async #configEdit(result: FileResult, finding: Finding): Promise<WorkspaceEdit> {
    const config = this.#configFor(result)!;
    const open = this.#documents.get(config.uri);
    const text = open?.getText() ?? (config.exists ? await this.#workspace.readFile(config.uri) : '') ?? '';
    const path = result.context.pathFromConfig;
    const edit = ignoreInConfig(text, { path, rule: finding.ruleId, reason: REASON });
    if (!edit) {
      throw new ResponseError(
        LSPErrorCodes.RequestFailed,
        'The `ignore` list of the configuration is not a list.',
      );
    }
    const version = open?.version ?? null;
    const change = this.#workspaceEdit({ uri: config.uri, version }, new Source('', text), [edit], REASON);
    if (config.exists) return change;
    const create = { kind: 'create' as const, uri: config.uri, options: { ignoreIfExists: true } };
    return { documentChanges: [create, ...(change.documentChanges ?? [])] };
  }

  /** `placeholder` is text of the edits that the author should replace; it becomes a tab stop where the client can. */
  #workspaceEdit(
    { uri, version }: { readonly uri: string; readonly version: number | null },
    source: Source,
    edits: readonly CoreEdit[],
    placeholder?: string,
  ): WorkspaceEdit {
    const plain: TextEdit[] = edits.map(({ span, newText }) => ({
      range: toRange(source.rangeOf(span)),
      newText,
    }));
    if (!this.#abilities.documentChanges) return { changes: { [uri]: plain } };
    const snippets = this.#abilities.snippets && placeholder !== undefined;
    const changes = snippets ? plain.map((edit) => toSnippet(edit, placeholder)) : plain;
    return { documentChanges: [{ textDocument: { uri, version }, edits: changes }] };
  }
}

function belongsTo(diagnostic: Diagnostic, finding: Finding): boolean {
  const { start, end } = toRange(finding.range);
  const { range } = diagnostic;
  return (
    diagnostic.source === SOURCE &&
    diagnostic.code === finding.ruleId &&
    range.start.line === start.line &&
    range.start.character === start.character &&
    range.end.line === end.line &&
    range.end.character === end.character
  );
}

function toSnippet({ range, newText }: TextEdit, placeholder: string): SnippetTextEdit | TextEdit {
  const at = newText.lastIndexOf(placeholder);
  if (at === -1) return { range, newText };
  const before = escapeSnippet(newText.slice(0, at));
  const after = escapeSnippet(newText.slice(at + placeholder.length));
  return { range, snippet: { kind: 'snippet', value: `${before}\${1:${placeholder}}${after}` } };
}

function escapeSnippet(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}
