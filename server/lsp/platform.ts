import type { Document } from '../core/document.ts';
import type { ShellParser } from '../core/parse/shell.ts';
import type { FileAccess } from '../host/files.ts';
import type { AccessAnalyzerOptions, ValidationResult } from '../online/validation.ts';
import type { InitializationOptions } from './protocol.ts';

/** What differs between the server's homes: a Node process and a web worker. */
export interface Platform {
  /** Direct access to `file:` URIs; undefined where there is no disk. */
  readonly files: FileAccess | undefined;
  /** Starts the shell parser. Called at most once; may reject. */
  loadShell(options: InitializationOptions): Promise<ShellParser>;
  /** Lets waiting messages be handled first. */
  turn(): Promise<void>;
  /** Asks AWS Access Analyzer; undefined where that cannot be done. */
  readonly validatePolicies?: (
    document: Document,
    options: AccessAnalyzerOptions,
  ) => Promise<ValidationResult>;
  /** Milliseconds from some fixed point. */
  now(): number;
}
