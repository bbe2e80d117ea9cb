import type { Command, Piece, Script, Word } from '../../parse/shell.ts';
import { type FileWrite, PRINTS } from './command-file.ts';
import { inOneLine, NOBODY, type Origin, unknown, worstOf } from './origin.ts';

/** What a script can ask about the world around it. */
export interface ScriptWorld {
  /** A variable of the environment that the script starts in. */
  variable(name: string): Origin;
  /** Every `${{ }}` in a text of the script; `at` is the text's offset in it. */
  interpolation(text: string, at: number): Origin;
  /** Who wrote the files that the script may read. */
  file(name: string): Origin;
  /** Who decides a field of the event that started the workflow, in lower case: `['pull_request', 'title']`. */
  event(path: readonly string[]): Origin;
  /** True when the commits and changes that git shows are an outsider's. */
  readonly foreignCommits: boolean;
}

/**
 * Follows text through one script: from the environment and the expressions in it through variables, pipes and
 * substitutions. Commands are read once, in order; what a branch assigns counts behind it. What a script has held against
 * a pattern is not an outsider's any more: it is unknown.
 */
export class ScriptTaint {
  readonly #script: Script;
  readonly #world: ScriptWorld;
  readonly #checked: ReadonlySet<string>;
  readonly #variables = new Map<string, Origin>();
  #depth = 0;

  constructor(script: Script, world: ScriptWorld) {
    this.#script = script;
    this.#world = world;
    const { commands } = script;
    this.#checked = new Set(commands.flatMap(checkedVariables));
    for (const command of commands) this.#assign(command);
  }

  /** The worst of what a write brings into a file. */
  ofWrite({ words, programs }: FileWrite): Origin {
    return worstOf([
      ...words.map((word) => this.ofWord(word)),
      ...programs.map((each) => this.ofOutput(each)),
    ]);
  }

  ofWord(word: Word | undefined): Origin {
    return word && !word.literal ? this.ofPieces(word.pieces) : NOBODY;
  }

  ofPieces(pieces: readonly Piece[]): Origin {
    return worstOf(pieces.map((piece) => this.#ofPiece(piece)));
  }

  /** Text that a command prints. */
  ofOutput(command: Command): Origin {
    if (++this.#depth > MAX_DEPTH) {
      this.#depth--;
      return unknown('other');
    }
    const origin = this.#ofOutput(command);
    this.#depth--;
    return origin;
  }

  #assign({ kind, name, args, assignments, redirects, pipedFrom, from }: Command): void {
    for (const assignment of assignments) {
      if (assignment.value) this.#set(assignment.name, this.ofWord(assignment.value), assignment.value);
    }
    if (kind === 'loop') {
      const [, variable] = /^for\s+(\w+)/.exec(this.#script.text.slice(from, from + 100)) ?? [];
      if (variable) this.#set(variable, worstOf(args.map((word) => this.ofWord(word))));
    } else if (name === 'read' || name === 'mapfile' || name === 'readarray') {
      const fed = redirects
        .filter(({ operator }) => operator === '<<<')
        .map(({ target }) => this.ofWord(target));
      const origin = worstOf([...fed, ...pipedFrom.map((each) => this.ofOutput(each)), unknown('other')]);
      for (const { text } of args) if (/^\w+$/.test(text)) this.#set(text, inOneLine(origin));
    }
  }

  /** What one branch assigns does not undo what another did, unless the new value is made from the old. */
  #set(name: string, origin: Origin, value?: Word): void {
    const old = this.#variables.get(name);
    const replaces = !old || value?.pieces.some((piece) => mentions(piece, name));
    this.#variables.set(name, replaces ? origin : worstOf([old, origin]));
  }

  #ofPiece(piece: Piece): Origin {
    switch (piece.kind) {
      case 'literal':
      case 'arithmetic':
        return NOBODY;
      case 'variable':
        return this.#ofVariable(piece.name.replace(/^env:/i, ''), piece.text, piece.operation);
      case 'interpolation':
        return this.#world.interpolation(piece.text, piece.from);
      default:
        return this.#ofSubstitution(piece.text, piece.commands);
    }
  }

  #ofVariable(name: string, text: string, operation: string): Origin {
    if (text.startsWith('${#') || name === '?' || name === '#' || name === '$') return NOBODY;
    // `${x//[^a-z]/}` leaves only what is allowed, `${x@Q}` quotes.
    if (operation.includes('[^') || operation.includes('[!') || operation === '@Q') return unknown('other');
    const origin = this.#variables.get(name) ?? this.#world.variable(name);
    return this.#checked.has(name) && origin.by !== 'nobody' ? unknown('other') : origin;
  }

  #ofSubstitution(text: string, commands: readonly Command[]): Origin {
    const [first] = commands;
    if (!first) {
      const [, file] = /^[$<]\(\s*<\s*(\S+)\s*\)$/.exec(text) ?? [];
      return file ? this.#world.file(file) : unknown('other');
    }
    const last = commands.filter(({ parent, pipedTo }) => parent === first.parent && pipedTo.length === 0);
    return worstOf(last.map((command) => this.ofOutput(command)));
  }

  #ofOutput(command: Command): Origin {
    const { args, redirects, pipedFrom } = command;
    const name = GETS_CONTENT.test(command.name) ? 'cat' : command.name;
    if (FIXED.test(name)) return NOBODY;
    if (PRINTS.test(name)) {
      return args[0]?.text.includes('%q') ? unknown('other') : worstOf(args.map((word) => this.ofWord(word)));
    }
    if (TAKES_PATH.test(name)) return worstOf(args.map((word) => this.ofWord(word)));
    const source = this.#ofSource(command);
    if (source) return source;
    const fields = name === 'jq' && !removes(command) && readsEvent(command) ? fieldsIn(args) : [];
    if (fields.length > 0) {
      const origin = worstOf(fields.map((field) => this.#world.event(field)));
      return joinsLines(command) ? inOneLine(origin) : origin;
    }
    if (!FILTERS.test(name) || removes(command)) return unknown('other');
    const fed = redirects.flatMap(({ operator, target, heredoc }) => {
      if (heredoc) return [this.ofWord(heredoc.body)];
      if (operator === '<<<') return [this.ofWord(target)];
      return operator === '<' && target ? [this.#world.file(target.text)] : [];
    });
    const piped = pipedFrom.map((each) => this.ofOutput(each));
    if (fed.length + piped.length > 0) {
      const origin = worstOf([...fed, ...piped]);
      return joinsLines(command) ? inOneLine(origin) : origin;
    }
    const files = args.filter(({ text }) => text !== '' && !text.startsWith('-'));
    const named = name === 'cat' ? files : files.slice(1);
    const read = worstOf(named.map(({ text }) => this.#world.file(text)));
    return name === 'cat' || read.by === 'outsider' ? read : unknown('other');
  }

  /** Programs that fetch an outsider's text themselves. */
  #ofSource({ name, args }: Command): Origin | undefined {
    const verb = args[0]?.text ?? '';
    if (name === 'gh' && (verb === 'pr' || verb === 'issue' || verb === 'api')) return ofRequest(args);
    if (name !== 'git' || !this.#world.foreignCommits) return undefined;
    const text = args.map((word) => word.text).join(' ');
    if ((verb === 'log' || verb === 'show') && COMMIT_TEXT.test(text))
      return { by: 'outsider', freedom: 'text', what: 'output', way: [] };
    if ((verb === 'diff' || verb === 'diff-tree') && /--name-(?:only|status)/.test(text))
      return { by: 'outsider', freedom: 'path', what: 'output', way: [] };
    return undefined;
  }
}

const MAX_DEPTH = 40;
/** The file with the event, as JSON. GitHub Actions, "Default environment variables". */
export const EVENT_FILE = /\bGITHUB_EVENT_PATH\b|\bgithub\.event_path\b/;
/** Commands whose output holds nothing from outside. */
const FIXED =
  /^(?:pwd|date|nproc|uname|whoami|id|mktemp|arch|hostname|wc|true|false|test|sha(?:1|256|512)sum|md5sum|cksum|uuidgen)$/;
/** Commands that print the text they are fed, changed in places. */
const FILTERS =
  /^(?:cat|sed|g?awk|tr|cut|head|tail|sort|uniq|xargs|tee|rev|fold|paste|tac|jq|grep|egrep|base64|column|nl)$/;
/** Commands that hand on the content of files as `cat` does. */
const GETS_CONTENT = /^(?:get-content|gc|type|cp|mv|install)$/i;
/** Commands that print a part of the path they are given. */
const TAKES_PATH = /^(?:basename|dirname)$/;
const COMMIT_TEXT = /--(?:format|pretty)[= ]\S*%(?:s|b|B|f|an|ae|cn|ce)/;

/** `gh pr view --json title -q .title` and its like. */
function ofRequest(args: readonly Word[]): Origin | undefined {
  const texts = args.map(({ text }) => text);
  const at = texts.findIndex((text) => /^(?:-q|-t|--jq|--template)$/.test(text));
  const query = at === -1 ? texts.find((text) => text.startsWith('--jq=')) : texts[at + 1];
  if (texts[0] === 'api' && !texts.some((text) => /(?:pulls|issues|comments)\//.test(text))) return undefined;
  if (query === undefined) return undefined;
  if (/\.(?:title|body)\b/.test(query)) return { by: 'outsider', freedom: 'text', what: 'output', way: [] };
  return /\.(?:headRefName|head\.ref|head\.label)\b/.test(query)
    ? { by: 'outsider', freedom: 'branch', what: 'output', way: [] }
    : undefined;
}

/** True when a command is fed the file that holds the event, by name, by redirection or through `cat`. */
function readsEvent({ args, redirects, pipedFrom }: Command): boolean {
  return (
    args.some(isEventFile) ||
    redirects.some(({ target }) => target && isEventFile(target)) ||
    pipedFrom.some((before) => before.name === 'cat' && before.args.some(isEventFile))
  );
}

function isEventFile({ text }: Word): boolean {
  return EVENT_FILE.test(text);
}

/** The fields that a filter of jq reads: `.issue.title`, `.comment.body // ""`. */
function fieldsIn(args: readonly Word[]): readonly (readonly string[])[] {
  const filter = args.find(({ text }) => /^\.\w/.test(text))?.text ?? '';
  const paths = filter.slice(0, 500).match(/(?<![\w\])?"])\.[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*/g) ?? [];
  return paths.map((path) => path.slice(1).toLowerCase().split('.'));
}

/** True when no line break is left behind a filter. */
function joinsLines({ name, args }: Command): boolean {
  const text = args.map((arg) => arg.text).join(' ');
  if (name === 'tr') return /(?:\\n|\\r|\[:(?:space|cntrl):\]|\n)/.test(text);
  if (name === 'head' || name === 'tail') return /^-(?:n ?|-lines=)?1$/.test(text);
  return name === 'xargs' || (name === 'jq' && /(?:^| )-\w*[Rc]|@json|tojson/.test(text));
}

/** A filter that lets only chosen characters or matches through. */
function removes({ name, args }: Command): boolean {
  const texts = args.map(({ text }) => text);
  switch (name) {
    case 'tr':
      return texts.some((text) => /^-\w*[dcC]/.test(text) || text === '--delete' || text === '--complement');
    case 'grep':
    case 'egrep':
      if (texts.some((text) => /^-\w*[qc]/.test(text))) return true;
      // Whole lines go through; of matches what the pattern leaves open.
      return texts.some((text) => /^-\w*o/.test(text)) && !texts.some((text) => /\[\^|(?<!\\)\./.test(text));
    case 'jq':
      return texts.some((text) => /@(?:sh|uri|base64)|tonumber|\blength\b|\.(?:number|id|sha)\b/.test(text));
    case 'sed':
    case 'awk':
    case 'gawk':
      return texts.some((text) => text.includes('[^') || text.includes('-n'));
    case 'base64':
      return !texts.some((text) => /^-\w*[dD]|--decode/.test(text));
    default:
      return false;
  }
}

function mentions(piece: Piece, name: string): boolean {
  if (piece.kind === 'variable') return piece.name === name;
  return 'commands' in piece && piece.text.includes(`$${name}`);
}

/** The variables that a command holds against a pattern: `[[ $x =~ ^[0-9]+$ ]]`, `case $x in`, `grep -qE '^…$' <<< $x`. */
function checkedVariables({ kind, name, args, redirects, pipedFrom }: Command): readonly string[] {
  const words: (Word | undefined)[] = [];
  if (kind === 'case') words.push(...args);
  else if (kind === 'test') {
    const at = args.findIndex(({ text }) => text === '=~');
    // A pattern that ends the text admits only what it names.
    if (at > 0 && /\$\)*$|^\$/.test(args[at + 1]?.text ?? '')) words.push(args[at - 1]);
  } else if (/^e?grep$/.test(name) && args.some(({ text }) => /^-\w*q|^--quiet$/.test(text))) {
    words.push(...redirects.map(({ target }) => target), ...pipedFrom.flatMap((source) => source.args));
  }
  return words.flatMap((word) =>
    (word?.pieces ?? []).flatMap((piece) => (piece.kind === 'variable' ? [piece.name] : [])),
  );
}
