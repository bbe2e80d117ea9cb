import type { CancellationToken } from 'vscode-languageserver';
import type { OnlineNeed } from '../core/document.ts';
import type { RepositoryRefs } from '../core/model/github/refs.ts';
import type { ShellParser } from '../core/parse/shell.ts';
import type { FileAccess } from '../host/files.ts';
import type { ParsedFile } from './open-files.ts';
import type { InitializationOptions, ValidatePolicyResult } from './protocol.ts';

/** What was learnt so far; see `OnlineFacts`. */
export interface OnlineAnswers {
  readonly refs: Map<string, RepositoryRefs | null>;
  readonly commits: Map<string, boolean | null>;
}

/** What differs between the server's homes: a Node process and a web worker. */
export interface Platform {
  /** Direct access to `file:` URIs; undefined where there is no disk. */
  readonly files: FileAccess | undefined;
  /** Starts the shell parser. Called at most once; may reject. */
  loadShell(options: InitializationOptions): Promise<ShellParser>;
  /** Lets waiting messages be handled first. */
  turn(): Promise<void>;
  /** Has AWS Access Analyzer judge the policies of a document; undefined where it cannot be asked. */
  readonly validatePolicy?: (file: ParsedFile, cancelled: CancellationToken) => Promise<ValidatePolicyResult>;
  /** Asks the network; undefined where it cannot be asked. What cannot be known becomes null. */
  readonly askOnline?: (
    needs: readonly OnlineNeed[],
    answers: OnlineAnswers,
    warn: (message: string) => void,
  ) => Promise<void>;
  /** ISO date. */
  today(): string;
  /** Milliseconds from some fixed point. */
  now(): number;
}
