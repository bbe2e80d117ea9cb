import type { Document } from '../../document.ts';
import type { FacetProvider } from '../../facets.ts';
import { findInterpolations, interpolationsOf } from '../../parse/expression.ts';
import type { Expression } from '../../parse/expression-ast.ts';
import { contextsIn, flowingContexts } from '../../parse/expression-query.ts';
import type { Command, Piece, Script, Word } from '../../parse/shell.ts';
import type { Step } from './step.ts';

/** `whole`: the secret's own text, which the runner masks in logs; `part`: something made of it, which it does not. */
export type SecretText = 'whole' | 'part';

/** A script that reads a secret: in an expression, or in a variable that `env` fills with one. */
export interface SecretScript {
  readonly script: Script;
  readonly step: Step;
  /** The variables with a secret, from `env` and from assignments in the script. Parses the script when first asked. */
  readonly variables: ReadonlyMap<string, SecretText>;
  /** The variables that the script masks with `::add-mask::`. */
  readonly masked: ReadonlySet<string>;
  textOf(piece: Piece): SecretText | undefined;
}

export const secretScriptProvider: FacetProvider<SecretScript> = {
  kinds: ['github-workflow', 'github-action'],
  of: secretScripts,
};

function secretScripts(document: Document): readonly SecretScript[] {
  if (!/\bsecrets\b/i.test(document.source.text)) return [];
  return document.facet('script').flatMap((script) => {
    const { step } = script;
    if (!step) return [];
    const given = environmentOf(step);
    return mentions(script.text, given) || /\bsecrets\b/i.test(script.text)
      ? [new ScriptWithSecrets(script, step, given)]
      : [];
  });
}

/** A cheap test that is false for scripts which use none of the variables. */
function mentions(text: string, names: ReadonlyMap<string, unknown>): boolean {
  for (const name of names.keys()) if (text.includes(name)) return true;
  return false;
}

class ScriptWithSecrets implements SecretScript {
  readonly script: Script;
  readonly step: Step;
  readonly #given: ReadonlyMap<string, SecretText>;
  #variables: Map<string, SecretText> | undefined;
  #masked: Set<string> | undefined;

  constructor(script: Script, step: Step, given: ReadonlyMap<string, SecretText>) {
    this.script = script;
    this.step = step;
    this.#given = given;
  }

  get variables(): ReadonlyMap<string, SecretText> {
    if (this.#variables) return this.#variables;
    const variables = new Map(this.#given);
    this.#variables = variables;
    for (const { assignments } of this.script.commands) {
      for (const { name, value } of assignments) {
        const text = value && this.#textIn(value);
        if (text) variables.set(name, text);
      }
    }
    return variables;
  }

  get masked(): ReadonlySet<string> {
    if (this.#masked) return this.#masked;
    this.#masked = new Set();
    if (!this.script.text.includes('::add-mask::')) return this.#masked;
    for (const { args } of this.script.commands) {
      for (const [i, { text, pieces }] of args.entries()) {
        // `printf '::add-mask::%s' "$X"` too.
        if (!text.includes('::add-mask::') && !args[i - 1]?.text.includes('::add-mask::')) continue;
        for (const piece of pieces) if (piece.kind === 'variable') this.#masked.add(piece.name);
      }
    }
    return this.#masked;
  }

  textOf(piece: Piece): SecretText | undefined {
    switch (piece.kind) {
      case 'variable': {
        const text = this.variables.get(piece.name.replace(/^env:/i, ''));
        // `${X:+set}` and `${#X}` do not show it.
        if (!text || /^:?\+/.test(piece.operation) || piece.text.startsWith('${#')) return undefined;
        return piece.operation === '' || /^:?[-=?]/.test(piece.operation) ? text : 'part';
      }
      case 'interpolation':
        return strongest(findInterpolations(piece.text).map(({ expression }) => secretIn(expression)));
      case 'command':
        return this.#outputOf(piece.commands);
      default:
        return undefined;
    }
  }

  #textIn(word: Word): SecretText | undefined {
    return word.literal ? undefined : strongest(word.pieces.map((piece) => this.textOf(piece)));
  }

  /** What a substitution prints of the secrets it is given; what a server answers is no part of what it was asked. */
  #outputOf(commands: readonly Command[]): SecretText | undefined {
    if (!commands.every(({ name }) => PASSES.test(name) || CHANGES.test(name))) return undefined;
    const text = strongest(
      commands
        .flatMap(({ args, redirects }) => [...args, ...redirects.flatMap(({ target }) => target ?? [])])
        .map((word) => this.#textIn(word)),
    );
    return text && commands.some(({ name }) => CHANGES.test(name)) ? 'part' : text;
  }
}

const PASSES = /^(?:echo|printf|cat)$/;
const CHANGES = /^(?:jq|yq|base64|cut|sed|awk|tr|head|tail|rev|xxd|grep|openssl|python3?|perl|ruby|node)$/;

function environmentOf(step: Step): ReadonlyMap<string, SecretText> {
  const found = new Map<string, SecretText>();
  for (const env of [step.workflow?.env, step.job?.env, step.env]) {
    for (const { name, value } of env?.entries ?? []) {
      const text =
        value?.text.includes('secrets') &&
        strongest(interpolationsOf(value).map(({ expression }) => secretIn(expression)));
      if (text) found.set(name.text, text);
      else found.delete(name.text);
    }
  }
  return found;
}

function secretIn(expression: Expression | undefined): SecretText | undefined {
  if (!expression) return undefined;
  if (flowingContexts(expression).some(({ parts, call }) => !call && parts[0] === 'secrets')) return 'whole';
  // `fromJSON(secrets.X).y`
  return flowingContexts(expression).some(
    ({ call }) =>
      call?.args.some((arg) => contextsIn(arg).some(({ parts }) => parts[0] === 'secrets')) ?? false,
  )
    ? 'part'
    : undefined;
}

function strongest(texts: readonly (SecretText | undefined)[]): SecretText | undefined {
  return texts.includes('part') ? 'part' : texts.find((text) => text);
}
