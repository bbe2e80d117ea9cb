import type { OffsetMap } from '../../text/offset-map.ts';
import type {
  Assignment,
  Command,
  CommandKind,
  Redirect,
  ShellNode,
  ShellParser,
  Stretch,
  Word,
} from '../shell.ts';
import { maskInterpolations } from './mask.ts';
import { innerScripts } from './nested.ts';
import { lowerRedirect } from './redirects.ts';
import { isStatement, isWord, lastStatement } from './syntax.ts';
import { lowerWord, type WordContext } from './words.ts';
import { commandName, unwrap } from './wrappers.ts';

/** How deep `bash -c "bash -c …"` is followed. */
const MAX_NESTED_SCRIPTS = 3;
/** How deep statements may stand in one another. */
const MAX_DEPTH = 200;

/** The commands of a script, in the order of the text; stretches count in `text`. */
export function lowerScript(parser: ShellParser, text: string): readonly Command[] {
  const commands: MutableCommand[] = [];
  new Lowering(parser, text, undefined, { whole: text, commands }, undefined, 0).run();
  return commands;
}

/** A command while its surroundings are still being read. */
interface MutableCommand extends Command {
  pipedFrom: readonly Command[];
  pipedTo: readonly Command[];
  fallback: readonly Command[];
}

/** What the scripts inside one another share. */
interface Output {
  /** The text of the outermost script, that all stretches count in. */
  readonly whole: string;
  readonly commands: MutableCommand[];
}

interface Parts {
  readonly kind: CommandKind;
  readonly words: readonly Word[];
  readonly assignments?: readonly Assignment[];
  readonly redirects?: readonly Redirect[];
}

const NONE: readonly never[] = [];

class Lowering {
  readonly #parser: ShellParser;
  readonly #text: string;
  readonly #map: OffsetMap | undefined;
  readonly #output: Output;
  readonly #nesting: number;
  readonly #words: WordContext;
  readonly #masked: string;
  #parent: Command | undefined;
  #place: Command['place'];
  #depth = 0;
  /** Redirections that stand further out in the tree than the command they belong to. */
  readonly #carried = new Map<ShellNode, readonly ShellNode[]>();

  /** `map` leads from `text` to the whole script, for texts inside `parent` (`bash -c '…'`). */
  constructor(
    parser: ShellParser,
    text: string,
    map: OffsetMap | undefined,
    output: Output,
    parent: Command | undefined,
    nesting: number,
  ) {
    this.#parser = parser;
    this.#text = text;
    this.#map = map;
    this.#output = output;
    this.#parent = parent;
    this.#place = parent && 'script';
    this.#nesting = nesting;
    const { text: masked, holes } = maskInterpolations(text);
    this.#masked = masked;
    this.#words = {
      text,
      holes,
      place: (from, to) => this.#stretch(from, to),
      substitute: (node, place) => this.#substitute(node, place),
    };
  }

  run(): readonly MutableCommand[] {
    const tree = this.#parser.parse(this.#masked);
    return tree ? this.#statement(tree) : NONE;
  }

  #stretch(from: number, to: number): Stretch {
    if (!this.#map) return { from, to };
    const { start, end } = this.#map.span(from, to);
    return { from: start, to: end };
  }

  /** Lowers a statement and returns the commands that are its own: not those inside words. */
  #statement(node: ShellNode): MutableCommand[] {
    if (this.#depth >= MAX_DEPTH) return [];
    this.#depth++;
    try {
      return this.#lower(node);
    } finally {
      this.#depth--;
    }
  }

  #lower(node: ShellNode): MutableCommand[] {
    switch (node.type) {
      case 'command':
        return [this.#command(node, node.children, this.#carried.get(node))];
      case 'redirected_statement':
        return this.#redirected(node);
      case 'pipeline':
        return this.#pipeline(node.children, NONE);
      case 'list':
        return this.#list(node.children);
      case 'variable_assignment':
      case 'variable_assignments':
        return [this.#assignment(node)];
      case 'declaration_command':
      case 'unset_command':
        return [this.#declaration(node)];
      case 'test_command':
        return [this.#test(node)];
      case 'for_statement':
      case 'c_style_for_statement':
      case 'case_statement':
        return this.#headed(node);
      case 'comment':
        return [];
      case 'ERROR':
        return this.#broken(node);
      default:
        return this.#each(node.children);
    }
  }

  #each(children: readonly ShellNode[]): MutableCommand[] {
    return children.flatMap((child) => (child.children.length > 0 ? this.#statement(child) : []));
  }

  #command(
    node: Stretched,
    children: readonly ShellNode[],
    redirects: readonly ShellNode[] = [],
  ): MutableCommand {
    const wordNodes: ShellNode[] = [];
    const assignmentNodes: ShellNode[] = [];
    const redirectNodes: ShellNode[] = [];
    for (const child of children) {
      if (child.type === 'variable_assignment') assignmentNodes.push(child);
      else if (child.type.endsWith('_redirect')) redirectNodes.push(child);
      else if (child.type === 'command_name') wordNodes.push(child.children[0] ?? child);
      else if (isWord(child)) wordNodes.push(child);
    }
    redirectNodes.push(...redirects);
    return this.#add(node, () => {
      const words = wordNodes.map((word) => lowerWord(this.#words, word));
      const assignments = assignmentNodes.map((child) => this.#assigned(child));
      const lowered: Redirect[] = [];
      for (const child of redirectNodes) lowerRedirect(this.#words, child, lowered, words);
      return { kind: 'simple', words, assignments, redirects: lowered };
    });
  }

  /** Makes a command: it is listed before those its words hold, and is their parent. */
  #add(node: Stretched, parts: () => Parts): MutableCommand {
    const command = {
      ...this.#stretch(node.start, node.end),
      pipedFrom: NONE,
      pipedTo: NONE,
      fallback: NONE,
      parent: this.#parent,
      place: this.#place,
    } as unknown as MutableCommand;
    this.#output.commands.push(command);
    const [parent, place] = [this.#parent, this.#place];
    this.#parent = command;
    const { kind, words, assignments = NONE, redirects = NONE } = parts();
    const inner = kind === 'simple' ? unwrap(words) : undefined;
    const nameWord = inner ? inner.nameWord : words[0];
    Object.assign(command, {
      kind,
      name: commandName(nameWord),
      nameWord,
      args: inner ? inner.args : words.slice(1),
      assignments: inner?.assignments.length ? [...assignments, ...inner.assignments] : assignments,
      redirects,
      wrappers: inner?.wrappers ?? NONE,
    });
    if (kind === 'simple') this.#nested(command);
    [this.#parent, this.#place] = [parent, place];
    return command;
  }

  /** Scripts inside the command: `bash -c '…'`, `eval '…'`, `bash <<EOF`. */
  #nested(command: MutableCommand): void {
    if (this.#nesting >= MAX_NESTED_SCRIPTS) return;
    for (const { text, map } of innerScripts(command, this.#output.whole)) {
      new Lowering(this.#parser, text, map, this.#output, command, this.#nesting + 1).run();
    }
  }

  #redirected(node: ShellNode): MutableCommand[] {
    const [body, ...own] = node.children;
    if (!body) return [];
    const rest = [...own, ...(this.#carried.get(node) ?? [])];
    if (body.type === 'command')
      return this.#behindHeredocs(rest, [this.#command(node, body.children, rest)]);
    if (body.type.endsWith('_redirect')) return [this.#command(node, [], node.children)];
    // The grammar puts `a | b > f` into one redirection; the shell gives it to the last command.
    const last = lastStatement(body);
    const simple = last.type === 'command' || last.type === 'redirected_statement';
    if (simple) this.#carried.set(last, rest);
    const commands = this.#statement(body);
    const { from } = this.#stretch(last.start, last.end);
    const redirected = commands.filter((command) => command.from >= from);
    if (simple) return [...commands, ...this.#behindHeredocs(rest, redirected).slice(redirected.length)];
    // The redirection of a group or a loop counts for each of its commands.
    const redirects: Redirect[] = [];
    for (const child of rest) lowerRedirect(this.#words, child, redirects, []);
    for (const command of redirected)
      Object.assign(command, { redirects: [...command.redirects, ...redirects] });
    return [...commands, ...this.#behindHeredocs(rest, redirected).slice(redirected.length)];
  }

  /** What follows `<<EOF` on its line: `| sh`, `&& next`. */
  #behindHeredocs(redirects: readonly ShellNode[], own: MutableCommand[]): MutableCommand[] {
    const all = [...own];
    for (const redirect of redirects) {
      if (redirect.type !== 'heredoc_redirect') continue;
      for (const child of redirect.children) {
        if (child.type === 'pipeline') all.push(...this.#pipeline(child.children, own));
        else if (isStatement(child)) all.push(...this.#statement(child));
      }
    }
    return all;
  }

  /** `a | b | c`; `before` is what is piped into the first of them. */
  #pipeline(children: readonly ShellNode[], before: readonly MutableCommand[]): MutableCommand[] {
    const all: MutableCommand[] = [];
    let previous = before;
    for (const child of children) {
      if (!isStatement(child)) continue;
      const stage = this.#statement(child);
      for (const command of previous) if (command.pipedTo.length === 0) command.pipedTo = stage;
      for (const command of stage) if (command.pipedFrom.length === 0) command.pipedFrom = previous;
      all.push(...stage);
      previous = stage;
    }
    return all;
  }

  /** `a && b || c`. */
  #list(children: readonly ShellNode[]): MutableCommand[] {
    const all: MutableCommand[] = [];
    let alternative = false;
    for (const child of children) {
      if (!isStatement(child)) {
        alternative = child.type === '||';
        continue;
      }
      const commands = this.#statement(child);
      if (alternative)
        for (const command of all) if (command.fallback.length === 0) command.fallback = commands;
      all.push(...commands);
    }
    return all;
  }

  #assigned(node: ShellNode): Assignment {
    const [name, , value] = node.children;
    const variable = name?.type === 'subscript' ? name.children[0] : name;
    const word = value && value.type !== 'array' ? lowerWord(this.#words, value) : undefined;
    if (value?.type === 'array')
      for (const item of value.children) if (isWord(item)) lowerWord(this.#words, item);
    const text = variable ? this.#text.slice(variable.start, variable.end).trim() : '';
    return { ...this.#stretch(node.start, node.end), name: text, value: word };
  }

  #assignment(node: ShellNode): MutableCommand {
    const nodes = node.type === 'variable_assignment' ? [node] : node.children;
    return this.#add(node, () => ({
      kind: 'assignment',
      words: NONE,
      assignments: nodes.map((child) => this.#assigned(child)),
    }));
  }

  #declaration(node: ShellNode): MutableCommand {
    return this.#add(node, () => {
      const words: Word[] = [];
      const assignments: Assignment[] = [];
      for (const [i, child] of node.children.entries()) {
        if (child.type === 'variable_assignment') assignments.push(this.#assigned(child));
        else if (child.type === 'variable_name') {
          const word = lowerWord(this.#words, child);
          words.push(word);
          assignments.push({ from: word.from, to: word.to, name: word.text, value: undefined });
        } else if (i === 0 || isWord(child)) words.push(lowerWord(this.#words, child));
      }
      return { kind: 'declaration', words, assignments };
    });
  }

  /** `[ … ]` and `[[ … ]]`: operands and operators become arguments, without the closing bracket. */
  #test(node: ShellNode): MutableCommand {
    return this.#add(node, () => {
      const words: Word[] = [];
      const visit = (child: ShellNode, depth: number): void => {
        if (isWord(child) || child.children.length === 0) words.push(lowerWord(this.#words, child));
        else if (depth < MAX_DEPTH) for (const inner of child.children) visit(inner, depth + 1);
      };
      for (const child of node.children.slice(0, -1)) visit(child, 0);
      return { kind: 'test', words };
    });
  }

  /** `for x in words; do …` and `case word in …`: the words first, then the bodies. */
  #headed(node: ShellNode): MutableCommand[] {
    const heads = node.children.filter(isWord);
    const kind = node.type === 'case_statement' ? 'case' : 'loop';
    const last = heads.at(-1);
    const head = this.#add({ start: node.start, end: last?.end ?? node.start }, () => ({
      kind,
      words: [
        lowerWord(this.#words, {
          type: 'word',
          start: node.start,
          end: node.start + (kind === 'case' ? 4 : 3),
          children: [],
        }),
        ...heads.map((word) => lowerWord(this.#words, word)),
      ],
    }));
    return [head, ...this.#each(node.children.filter((child) => !isWord(child)))];
  }

  /** Text that is no bash as a whole: its statements are taken, and words in a row are read as a command. */
  #broken(node: ShellNode): MutableCommand[] {
    const all: MutableCommand[] = [];
    let run: ShellNode[] = [];
    const flush = (): void => {
      const [first] = run;
      if (first) all.push(this.#command({ start: first.start, end: run.at(-1)!.end }, run));
      run = [];
    };
    for (const child of node.children) {
      const breaks = run.length > 0 && this.#text.slice(run.at(-1)!.end, child.start).includes('\n');
      if (breaks || child.type === 'command_name') flush();
      if (child.type === 'command_name' || isWord(child) || child.type.endsWith('_redirect')) run.push(child);
      else {
        flush();
        if (child.children.length > 0) all.push(...this.#statement(child));
      }
    }
    flush();
    return all;
  }

  #substitute(node: ShellNode, place: 'substitution' | 'process'): readonly Command[] {
    const before = this.#place;
    this.#place = place;
    const commands = this.#each(node.children);
    this.#place = before;
    return commands;
  }
}

interface Stretched {
  readonly start: number;
  readonly end: number;
}
