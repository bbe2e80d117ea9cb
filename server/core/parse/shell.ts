import type { Step } from '../model/github/step.ts';
import type { GitlabJob } from '../model/gitlab/pipeline.ts';
import type { OffsetMap } from '../text/offset-map.ts';
import type { Span } from '../text/source.ts';

/** The part of a tree-sitter node that the engine reads; the host copies trees into it. Offsets are UTF-16 units. */
export interface ShellNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  /** Tokens without a name (`|`, `&&`) included. */
  readonly children: readonly ShellNode[];
}

/** Parses bash; never throws, errors are nodes of type `ERROR`. Undefined where the text is too tangled to go on. */
export interface ShellParser {
  parse(text: string): ShellNode | undefined;
}

/** The shell that runs a script, as far as it is known. */
export type ShellName = 'bash' | 'sh' | 'pwsh' | 'cmd' | 'python' | 'other' | 'unknown';

/** Where a script stands, so that a message can say it. */
export type ScriptHost = 'run' | 'commands' | 'script' | 'RUN' | 'file';

/**
 * A stretch of a script's text, as offsets into `script.text`; `script.spanOf` leads to the file. It is not a `Span`, so
 * that the two cannot be mixed up.
 */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

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
  /** All that runs with it in one place: the scripts of a job, an action, a stage of a Dockerfile or a file. */
  readonly unit: ScriptUnit;
  /** The step whose `run` it is; undefined outside of GitHub's workflows and actions. */
  readonly step: Step | undefined;
  /** The job of a GitLab pipeline that runs it; undefined for what all jobs of the file share. */
  readonly gitlabJob: GitlabJob | undefined;
  /**
   * Its commands in the order of the text, those inside substitutions and `bash -c '…'` included. Parsed when first
   * asked, so test `text` before; none when the shell is of no known family or no parser is there yet.
   */
  readonly commands: readonly Command[];
  /** The place of a stretch in the file. */
  spanOf(stretch: Stretch): Span;
}

/** Scripts that run one after the other in one place. */
export interface ScriptUnit {
  /** In the order of the text. */
  readonly scripts: readonly Script[];
  /** What runs before it in every unit of the file: the `before_script` that all jobs of a GitLab pipeline have. */
  readonly shared: ScriptUnit | undefined;
  /** True when one of the texts has a match. Each pattern is looked for once, however often it is asked about. */
  has(pattern: RegExp): boolean;
}

/**
 * `simple`: a name with arguments. `assignment`: `A=b` alone. `declaration`: `export A=b` and its like. `test`: `[ … ]`
 * and `[[ … ]]`, operands and operators as arguments. `loop` and `case`: the words after `in`, or the word that is matched.
 */
export type CommandKind = 'simple' | 'assignment' | 'declaration' | 'test' | 'loop' | 'case';

/** One simple command with its words, after wrappers such as `sudo` and `env` were looked through. */
export interface Command extends Stretch {
  readonly kind: CommandKind;
  /** The command's own name (`curl`), without path; empty when it is an expansion or there is none. */
  readonly name: string;
  /** The word the name was read from. */
  readonly nameWord: Word | undefined;
  readonly args: readonly Word[];
  /** `A=b` before the name, and what `env` and `sudo` set; for assignments and declarations what they assign. */
  readonly assignments: readonly Assignment[];
  readonly redirects: readonly Redirect[];
  /** The wrappers that were looked through, outermost first: `sudo`, `env`, `xargs`. */
  readonly wrappers: readonly string[];
  /** The commands whose output is piped into this one. */
  readonly pipedFrom: readonly Command[];
  /** The commands that this one's output is piped into. */
  readonly pipedTo: readonly Command[];
  /** What runs when this fails: the commands behind `||`. */
  readonly fallback: readonly Command[];
  /** The command whose words or script (`bash -c '…'`) hold this one. */
  readonly parent: Command | undefined;
  /** How this command stands in its parent. */
  readonly place: 'substitution' | 'process' | 'script' | undefined;
}

export interface Assignment extends Stretch {
  readonly name: string;
  /** Undefined for arrays and for `export NAME`. */
  readonly value: Word | undefined;
}

export interface Redirect extends Stretch {
  /** `>`, `>>`, `<`, `&>`, `>&`, `<<`, `<<-`, `<<<`. */
  readonly operator: string;
  /** The file, the descriptor, or the text of a here-string; undefined for a here-document. */
  readonly target: Word | undefined;
  readonly heredoc: Heredoc | undefined;
}

export interface Heredoc extends Stretch {
  /** The body as one word: quote `single` when the delimiter is quoted, so that nothing is expanded, else `heredoc`. */
  readonly body: Word;
}

/** How a piece is protected from word splitting and globbing; `heredoc`: expanded but never split. */
export type Quote = 'none' | 'single' | 'double' | 'heredoc';

export interface Word extends Stretch {
  /** The text without quotes and escapes; expansions and interpolations as written. */
  readonly text: string;
  /** True when nothing in it is expanded. */
  readonly literal: boolean;
  readonly pieces: readonly Piece[];
}

/** A part of a word. */
export type Piece = PlainPiece | VariablePiece | SubstitutionPiece;

interface PieceBase extends Stretch {
  readonly quote: Quote;
  /** Literal text without quotes and escapes; anything else as written. */
  readonly text: string;
}

/**
 * `interpolation` is text that the CI system puts in before any shell reads the script: `${{ … }}`, `$[[ … ]]`;
 * `arithmetic` is `$(( … ))`.
 */
export interface PlainPiece extends PieceBase {
  readonly kind: 'literal' | 'interpolation' | 'arithmetic';
}

/** `$NAME`, `${NAME}`, `${NAME:-word}`, `$1`, `$@`; `$env:NAME` and `%NAME%` on Windows. */
export interface VariablePiece extends PieceBase {
  readonly kind: 'variable';
  readonly name: string;
  /** What follows the name inside the braces (`:-word`, `//a/b`), as written; empty for none. */
  readonly operation: string;
}

/** `$(…)` and backticks are `command`, `<(…)` and `>(…)` are `process`. */
export interface SubstitutionPiece extends PieceBase {
  readonly kind: 'command' | 'process';
  readonly commands: readonly Command[];
}
