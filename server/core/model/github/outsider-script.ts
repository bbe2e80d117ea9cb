import type { Document } from '../../document.ts';
import type { FacetProvider } from '../../facets.ts';
import { findInterpolations, interpolationsOf } from '../../parse/expression.ts';
import type { Expression } from '../../parse/expression-ast.ts';
import { flowingContexts } from '../../parse/expression-query.ts';
import type { Command, Piece, Script, Word } from '../../parse/shell.ts';
import type { Step } from './step.ts';
import { originOf } from './taint.ts';
import type { Freedom } from './untrusted-fields.ts';

/** Text of an outsider, as far as it matters to those who use it. */
export interface OutsiderText {
  readonly freedom: Freedom;
  /** Whether it can hold line breaks: bodies and messages do, titles only by mistake, names of branches never. */
  readonly lines: 'yes' | 'unlikely' | 'no';
}

/** A script that text of an outsider reaches: in an expression, or in a variable of its environment. */
export interface OutsiderScript {
  readonly script: Script;
  readonly step: Step;
  /**
   * The variables with such text, from `env` and from assignments in the script. Not those that the script checks or
   * cleans before it uses them. Read when first asked: it parses the script.
   */
  readonly variables: ReadonlyMap<string, OutsiderText>;
  /** What of an outsider's text a word brings along; undefined for none. */
  textIn(word: Word): OutsiderText | undefined;
  textOf(piece: Piece): OutsiderText | undefined;
}

export const outsiderScriptProvider: FacetProvider<OutsiderScript> = {
  kinds: ['github-workflow', 'github-action'],
  of: outsiderScripts,
};

function outsiderScripts(document: Document): readonly OutsiderScript[] {
  // The cheap test first: every such text comes out of the event.
  if (!/github\.(?:event|head_ref)/i.test(document.source.text)) return [];
  const steps = document.facet('step').filter(({ run }) => run);
  // Scripts are made of the same steps in the same order.
  return document.facet('script').flatMap((script, i) => {
    const step = steps[i]!;
    const given = environmentOf(step);
    const used = [...given.keys()].some((name) => script.text.includes(name));
    if (!used && !interpolationsOf(step.run!).some(({ expression }) => outsiderIn(expression, step)))
      return [];
    return [new ScriptOfOutsider(script, step, given)];
  });
}

class ScriptOfOutsider implements OutsiderScript {
  readonly script: Script;
  readonly step: Step;
  readonly #given: ReadonlyMap<string, OutsiderText>;
  #variables: Map<string, OutsiderText> | undefined;

  constructor(script: Script, step: Step, given: ReadonlyMap<string, OutsiderText>) {
    this.script = script;
    this.step = step;
    this.#given = given;
  }

  get variables(): ReadonlyMap<string, OutsiderText> {
    if (this.#variables) return this.#variables;
    const variables = new Map(this.#given);
    this.#variables = variables;
    for (const command of this.script.commands) {
      for (const { name, value } of command.assignments) {
        const text = value && this.textIn(value);
        if (text) variables.set(name, text);
        // `X=$(echo "$X" | tr -cd a-z)`: from here on it is clean.
        else if (value && mentions(value, name)) variables.delete(name);
      }
      // `read -r LINE <<< "$BODY"` and `for x in $BODY`.
      for (const name of namesRead(command)) {
        const text = command.redirects
          .map(({ operator, target }) => (operator === '<<<' && target ? this.textIn(target) : undefined))
          .find((found) => found);
        if (text) variables.set(name, { ...text, lines: 'no' });
      }
    }
    for (const name of checkedIn(this.script.commands)) variables.delete(name);
    return variables;
  }

  textIn(word: Word): OutsiderText | undefined {
    if (word.literal) return undefined;
    return strongest(word.pieces.map((piece) => this.textOf(piece)));
  }

  textOf(piece: Piece): OutsiderText | undefined {
    switch (piece.kind) {
      case 'variable':
        // `${X//[^a-z]/}` leaves what it names, `${#X}` a number.
        if (/^\/\/\[\^/.test(piece.operation) || piece.text.startsWith('${#')) return undefined;
        return this.variables.get(piece.name.replace(/^env:/i, ''));
      case 'interpolation':
        return strongest(
          findInterpolations(piece.text).map(({ expression }) => outsiderIn(expression, this.step)),
        );
      case 'command':
      case 'process':
        return this.#outputOf(piece.commands);
      default:
        return undefined;
    }
  }

  /** What commands in a substitution print: what they are given, unless one of them cleans or measures it. */
  #outputOf(commands: readonly Command[]): OutsiderText | undefined {
    if (commands.some(cleans)) return undefined;
    const text = strongest(
      commands
        .filter(({ name }) => PASSES.test(name))
        .flatMap(({ args, redirects }) => [
          ...args,
          ...redirects.flatMap(({ target, heredoc }) => heredoc?.body ?? target ?? []),
        ])
        .map((word) => this.textIn(word)),
    );
    return text && commands.some(joinsLines) ? { ...text, lines: 'no' } : text;
  }
}

/** True when the value of an assignment is made of the variable itself. */
function mentions({ pieces }: Word, name: string): boolean {
  return pieces.some(
    (piece) =>
      (piece.kind === 'variable' && piece.name === name) ||
      ((piece.kind === 'command' || piece.kind === 'process') &&
        piece.commands.some(({ args, redirects }) =>
          [...args, ...redirects.flatMap(({ target, heredoc }) => heredoc?.body ?? target ?? [])].some(
            (word) => mentions(word, name),
          ),
        )),
  );
}

/** Commands that print what they are given, or a part of it. */
const PASSES =
  /^(?:echo|printf|cat|tr|sed|awk|grep|egrep|cut|head|tail|sort|uniq|xargs|rev|eval|tac|fold|column|perl|jq|basename|dirname|Write-Output)$/;

/** True when no line break is left behind the command. */
function joinsLines({ name, args }: Command): boolean {
  const text = args.map((arg) => arg.text).join(' ');
  if (name === 'tr') return /(?:\\n|\\r|\[:(?:space|cntrl):\]|\n)/.test(text);
  if (name === 'head' || name === 'tail') return /^-(?:n ?|-lines=)?1$/.test(text);
  return name === 'xargs' || (name === 'jq' && /(?:^| )-\w*[Rc]|@json|tojson/.test(text));
}

/** True when only harmless characters are left behind the command, or a number or digest of what it was given. */
function cleans({ name, args }: Command): boolean {
  const text = args.map((arg) => arg.text).join(' ');
  switch (name) {
    case 'tr':
      return /(?:^| )-(?:cd|dc|c -d|d -c)\b/.test(text);
    case 'sed':
    case 'perl':
      return /\[\^/.test(text);
    case 'grep':
    case 'egrep':
      return /(?:^| )-\w*[oP]\w*/.test(text) && !/\.[*+]|\\S|\[\^/.test(text);
    case 'printf':
      return args[0]?.text.includes('%q') ?? false;
    default:
      return /^(?:base64|base32|xxd|od|wc|(?:sha\d+|md5|b2)sum|shasum|realpath)$/.test(name);
  }
}

/** The variables whose text the script compares with something: `[[ $X =~ ^[a-z]+$ ]]`, `case $X in`, `grep -q`. */
function checkedIn(commands: readonly Command[]): readonly string[] {
  const found: string[] = [];
  for (const command of commands) {
    const words =
      command.kind === 'case' ||
      (command.kind === 'test' && command.args.some(({ text }) => /^(?:=~|-[def])$/.test(text)))
        ? command.args
        : command.name === 'grep' && (command.pipedFrom.length > 0 || command.redirects.length > 0)
          ? [
              ...command.pipedFrom.flatMap(({ args }) => args),
              ...command.redirects.flatMap(({ target }) => target ?? []),
            ]
          : [];
    // What `grep` prints into a variable is no check of what it read.
    if (command.name === 'grep' && command.place === 'substitution') continue;
    for (const { pieces } of words)
      for (const piece of pieces) if (piece.kind === 'variable') found.push(piece.name);
  }
  return found;
}

function namesRead({ name, args }: Command): readonly string[] {
  return name === 'read' ? args.filter(({ text }) => /^\w+$/.test(text)).map(({ text }) => text) : [];
}

/** The variables that `env` fills with an outsider's text; the innermost of a name counts. */
function environmentOf(step: Step): ReadonlyMap<string, OutsiderText> {
  const found = new Map<string, OutsiderText>();
  for (const env of [step.workflow?.env, step.job?.env, step.env]) {
    for (const { name, value } of env?.entries ?? []) {
      const text =
        value && strongest(interpolationsOf(value).map(({ expression }) => outsiderIn(expression, step)));
      if (text) found.set(name.text, text);
      else found.delete(name.text);
    }
  }
  return found;
}

function outsiderIn(expression: Expression | undefined, step: Step): OutsiderText | undefined {
  if (!expression) return undefined;
  for (const context of flowingContexts(expression)) {
    const origin = originOf(context, step);
    if (origin.by === 'outsider')
      return { freedom: origin.freedom, lines: linesOf(origin.freedom, context.path) };
  }
  return undefined;
}

function linesOf(freedom: Freedom, path: string): OutsiderText['lines'] {
  if (freedom !== 'text') return 'no';
  return /\.(?:body|message|description|from|diff_hunk)$/.test(path) ? 'yes' : 'unlikely';
}

function strongest(texts: readonly (OutsiderText | undefined)[]): OutsiderText | undefined {
  const known = texts.filter((text) => text !== undefined);
  return (
    known.find(({ lines }) => lines === 'yes') ?? known.find(({ freedom }) => freedom === 'text') ?? known[0]
  );
}
