import type { OffsetMap } from '../text/offset-map.ts';
import type { Span } from '../text/source.ts';

/** The part of a tree-sitter node that the engine reads; the host adapts web-tree-sitter to it. */
export interface ShellNode {
  readonly type: string;
  readonly startIndex: number;
  readonly endIndex: number;
  readonly isNamed: boolean;
  readonly isMissing: boolean;
  readonly children: readonly ShellNode[];
}

/** Parses bash; never throws, errors are nodes of type `ERROR`. */
export interface ShellParser {
  parse(text: string): ShellNode;
}

/** The shell that runs a script, as far as it is known. */
export type ShellName = 'bash' | 'sh' | 'pwsh' | 'cmd' | 'python' | 'other' | 'unknown';

/** Where a script stands, so that a message can say it. */
export type ScriptHost = 'run' | 'commands' | 'script' | 'RUN' | 'file';

/** A shell script: a step's `run`, a buildspec command, a GitLab `script`, a Dockerfile `RUN`, a `.sh` file. */
export interface Script {
  readonly host: ScriptHost;
  readonly shell: ShellName;
  /** The decoded text; `${{ }}` and other interpolations as written. */
  readonly text: string;
  /** From offsets in `text` to offsets in the file. */
  readonly map: OffsetMap;
  /** The whole script in the file. */
  readonly span: Span;
  /** Its commands, parsed when first asked; none when the shell is not of the bash family or no parser is there yet. */
  readonly commands: readonly Command[];
}

/** One simple command with its words, after wrappers such as `sudo` and `env` were looked through. */
export interface Command {
  /** The command's own name (`curl`), without path; empty when it is an expansion. */
  readonly name: string;
  readonly args: readonly Word[];
  readonly span: Span;
}

export interface Word {
  readonly text: string;
  readonly span: Span;
}
