/*
 * What client and server say to each other beyond the language server protocol. Types and names only, so that both
 * sides (and both bundles) can import it. Positions and ranges are those of the protocol: from 0, in UTF-16 code units.
 */

export interface LspPosition {
  readonly line: number;
  readonly character: number;
}

export interface LspRange {
  readonly start: LspPosition;
  readonly end: LspPosition;
}

/** A diagnostic as the protocol writes it, as far as the client needs it. */
export interface LspDiagnostic {
  readonly range: LspRange;
  readonly severity?: 1 | 2 | 3 | 4;
  readonly code?: string | number;
  readonly codeDescription?: { readonly href: string };
  readonly source?: string;
  readonly message: string;
  readonly relatedInformation?: readonly {
    readonly location: { readonly uri: string; readonly range: LspRange };
    readonly message: string;
  }[];
}

/** `initializationOptions`: what the client can do for the server. All optional, so that any client works. */
export interface InitializationOptions {
  /** The client answers `READ_FILE` and `LIST_FILES`, for files the server cannot reach. */
  readonly files?: boolean;
  /** The client shows `STATUS` notifications. */
  readonly status?: boolean;
  /** A command of the client that takes a rule id and shows its documentation. */
  readonly showRuleCommand?: string;
  /** Where the WebAssembly files of the shell parser lie, for a server that has no disk. */
  readonly wasm?: { readonly runtime: string; readonly grammar: string };
  /** Settings, for clients without `workspace/configuration`. */
  readonly settings?: unknown;
}

/** Server to client: the text of a file, or null. */
export const READ_FILE = 'pipewarden/readFile';
export interface ReadFileParams {
  readonly uri: string;
}
export type ReadFileResult = { readonly text: string | null };

/** Server to client: the files below a folder. */
export const LIST_FILES = 'pipewarden/listFiles';
export interface ListFilesParams {
  readonly folder: string;
}
export type ListFilesResult = { readonly uris: readonly string[] };

/** Client to server, cancellable: lint every file of the workspace. A cancelled scan answers with what it has. */
export const SCAN = 'pipewarden/scan';
export interface ScanParams {
  /** Sent back with each `SCAN_PROGRESS`. */
  readonly token: string;
}
export interface ScanResult {
  readonly files: number;
  readonly linted: number;
  readonly milliseconds: number;
  readonly cancelled: boolean;
  /** Only files with findings; open files are left out, as their diagnostics are on show already. */
  readonly results: readonly { readonly uri: string; readonly diagnostics: readonly LspDiagnostic[] }[];
  /** Findings in the files of `results` and in open files. */
  readonly findings: number;
  readonly filesWithFindings: number;
}

/** Server to client: how far a scan is. `total` is not known before the files were listed. */
export const SCAN_PROGRESS = 'pipewarden/scanProgress';
export interface ScanProgress {
  readonly token: string;
  readonly done: number;
  readonly total: number | undefined;
}

/** Client to server: ask AWS Access Analyzer about the policies of one open document. */
export const VALIDATE_POLICY = 'pipewarden/validatePolicy';
export interface ValidatePolicyParams {
  readonly uri: string;
}
export type ValidatePolicyResult =
  | {
      readonly outcome: 'done';
      /** Policies that were sent. */
      readonly policies: number;
      /** Of the document at `version`. */
      readonly version: number;
      readonly diagnostics: readonly LspDiagnostic[];
    }
  | { readonly outcome: 'failed'; readonly reason: string };

/** Client to server: every rule, for a list to choose from. */
export const RULES = 'pipewarden/rules';
export interface RuleItem {
  readonly id: string;
  readonly summary: string;
  readonly severity: string;
  readonly profile: string;
  readonly fix: string;
}

/** Client to server: one rule's documentation as Markdown, or null. */
export const RULE_DOCUMENTATION = 'pipewarden/ruleDocumentation';
export interface RuleDocumentationParams {
  readonly id: string;
}
export type RuleDocumentationResult = { readonly markdown: string; readonly url: string } | null;

/** Server to client: what the server made of an open document. */
export const STATUS = 'pipewarden/status';
export interface Status {
  readonly uri: string;
  /** Null when Pipewarden has nothing to say about such a file. */
  readonly kind: string | null;
  readonly findings: number;
  /** The configuration file in effect. */
  readonly config: string | null;
  readonly milliseconds: number;
  /** Why the file was not linted, when it was not. */
  readonly note?: string;
}
