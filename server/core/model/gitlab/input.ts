import type { Piece } from '../../parse/shell.ts';
import { isScalar, type Node, type Pair, type ScalarNode, scalarAt, valueAt } from '../../parse/tree.ts';
import type { Source } from '../../text/source.ts';
import type { GitlabCaller } from './included.ts';
import { isUntrustedVariable, variablesIn } from './untrusted.ts';

/** One input of a pipeline's or fragment's `spec`. GitLab docs, "CI/CD inputs". */
export interface GitlabInput {
  readonly name: ScalarNode;
  /** True when its values are of a closed list, of a pattern, numbers or booleans. */
  readonly isConstrained: boolean;
  /** What is known to be put in: the default and what the files that include this one set. */
  readonly values: readonly InputValue[];
}

export interface InputValue {
  readonly node: ScalarNode;
  /** The file that sets it. */
  readonly source: Source;
}

/** A `$[[ inputs.name | function ]]` in a text. */
export interface InputUse {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** True when variables in the value are replaced before anything reads the text (`expand_vars`). */
  readonly expands: boolean;
  /** True when the value is quoted for a shell (`posix_escape`) and not changed any more after that. */
  readonly escapes: boolean;
}

/** An input whose values are looked up when they are asked for: they stand in the files that include this one. */
export class SpecInput implements GitlabInput {
  readonly name: ScalarNode;
  readonly isConstrained: boolean;
  readonly #value: Node | null;
  readonly #source: Source;
  readonly #callers: () => readonly GitlabCaller[];

  constructor({ key, value }: Pair, source: Source, callers: () => readonly GitlabCaller[]) {
    this.name = key;
    this.isConstrained = isConstrained(value);
    this.#value = value;
    this.#source = source;
    this.#callers = callers;
  }

  get values(): readonly InputValue[] {
    const standard = scalarAt(this.#value, 'default');
    return [
      ...(standard ? [{ node: standard, source: this.#source }] : []),
      ...this.#callers().flatMap(({ include, source }) => {
        const node = valueAt(include.node, 'inputs', this.name.text);
        return isScalar(node) ? [{ node, source }] : [];
      }),
    ];
  }
}

/** The inputs that a text is made of. */
export function inputUsesIn(text: string): readonly InputUse[] {
  if (!text.includes('$[[')) return [];
  return [...text.matchAll(/\$\[\[\s{0,9}inputs\.([\w-]{1,200})([^\]\r\n]{0,200})\]\]/g)].map((match) => ({
    name: match[1]!,
    start: match.index,
    end: match.index + match[0].length,
    expands: match[2]!.includes('expand_vars'),
    escapes: match[2]!.lastIndexOf('posix_escape') > match[2]!.lastIndexOf('expand_vars'),
  }));
}

/** A variable that outsiders fill, in the value of an input. */
export interface TaintedInput {
  readonly variable: string;
  readonly value: InputValue;
}

/** The first value of an input that holds a variable which `isTainted`; none where the input takes no free text. */
export function taintedInput(
  inputs: readonly GitlabInput[],
  name: string,
  isTainted: (variable: string) => boolean = isUntrustedVariable,
): TaintedInput | undefined {
  const input = inputs.find((candidate) => candidate.name.text === name);
  if (!input || input.isConstrained) return undefined;
  for (const value of input.values) {
    const variable = variablesIn(value.node.text).find((used) => isTainted(used.name));
    if (variable) return { variable: variable.name, value };
  }
  return undefined;
}

/** The variable of an outsider that a part of a command's word is, or that an input puts there as `$NAME`. */
export function outsiderVariable(piece: Piece, inputs: readonly GitlabInput[]): string | undefined {
  if (piece.kind === 'variable') return isUntrustedVariable(piece.name) ? piece.name : undefined;
  const [use] = piece.kind === 'interpolation' ? inputUsesIn(piece.text) : [];
  return use && !use.expands && !use.escapes ? taintedInput(inputs, use.name)?.variable : undefined;
}

function isConstrained(input: Node | null): boolean {
  if (valueAt(input, 'options') || valueAt(input, 'regex')) return true;
  return /^(?:number|boolean)$/.test(scalarAt(input, 'type')?.text ?? '');
}
