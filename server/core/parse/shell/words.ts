import type { Command, Piece, Quote, ShellNode, Stretch, Word } from '../shell.ts';
import { firstHole } from './mask.ts';
import { isExpanding } from './syntax.ts';

/** What lowering a word needs of its surroundings. */
export interface WordContext {
  /** The text as written; the tree's offsets lead into it. */
  readonly text: string;
  /** Where interpolations of the CI system stand. */
  readonly holes: readonly Stretch[];
  /** From offsets of `text` to offsets of the whole script. */
  readonly place: (from: number, to: number) => Stretch;
  /** Lowers what a substitution holds. */
  readonly substitute: (node: ShellNode, place: 'substitution' | 'process') => readonly Command[];
}

/** The word that `node` (a word, string, expansion, concatenation…) is. */
export function lowerWord(ctx: WordContext, node: ShellNode): Word {
  const start = skipBlanks(ctx.text, node.start, node.end);
  const pieces = piecesOf(ctx, node, 'none');
  return { ...ctx.place(start, node.end), ...wordValue(pieces, ctx.text.slice(start, node.end)), pieces };
}

/** The body of a here-document; its children are expansions, what stands between them is literal. */
export function lowerHeredocBody(ctx: WordContext, node: ShellNode, quoted: boolean): Word {
  const quote = quoted ? 'single' : 'heredoc';
  const pieces = quoted
    ? literals(ctx, node.start, node.end, quote)
    : piecesBetween(ctx, node.children, node.start, node.end, quote);
  return { ...ctx.place(node.start, node.end), ...wordValue(pieces, ''), pieces };
}

function wordValue(pieces: readonly Piece[], written: string): { text: string; literal: boolean } {
  if (pieces.length === 1 && pieces[0]!.kind === 'literal') return { text: pieces[0]!.text, literal: true };
  let text = '';
  let literal = true;
  for (const piece of pieces) {
    text += piece.text;
    if (piece.kind !== 'literal') literal = false;
  }
  return { text: pieces.length === 0 ? written.replace(/["']/g, '') : text, literal };
}

function piecesOf(ctx: WordContext, node: ShellNode, quote: Quote): readonly Piece[] {
  const start = skipBlanks(ctx.text, node.start, node.end);
  switch (node.type) {
    case 'raw_string':
      return literals(ctx, start + 1, Math.max(start + 1, node.end - 1), 'single');
    case 'ansi_c_string':
      return literals(ctx, start + 2, Math.max(start + 2, node.end - 1), 'single');
    case 'string':
      return piecesBetween(ctx, node.children, start + 1, Math.max(start + 1, node.end - 1), 'double');
    case 'translated_string':
      return node.children.flatMap((child) => (child.type === 'string' ? piecesOf(ctx, child, quote) : []));
    case 'concatenation':
      return piecesBetween(ctx, node.children, start, node.end, quote);
    case 'simple_expansion':
    case 'expansion':
      return [variable(ctx, node, start, quote)];
    case 'command_substitution':
    case 'process_substitution': {
      const process = node.type === 'process_substitution';
      const commands = ctx.substitute(node, process ? 'process' : 'substitution');
      const kind = process ? 'process' : 'command';
      return [
        { kind, quote, commands, text: ctx.text.slice(start, node.end), ...ctx.place(start, node.end) },
      ];
    }
    case 'arithmetic_expansion':
      return [
        { kind: 'arithmetic', quote, text: ctx.text.slice(start, node.end), ...ctx.place(start, node.end) },
      ];
    default:
      if (node.children.length > 0) return piecesBetween(ctx, node.children, start, node.end, quote);
      return literals(ctx, start, node.end, quote);
  }
}

/** The pieces of a text whose children are expansions and quoted parts; the rest of it is literal. */
function piecesBetween(
  ctx: WordContext,
  children: readonly ShellNode[],
  from: number,
  to: number,
  quote: Quote,
): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = from;
  for (const child of children) {
    if (!isExpanding(child)) {
      if (child.children.length === 0) continue;
    }
    // Tokens may begin with the blanks before them.
    const start = Math.max(at, quote === 'none' ? child.start : skipBlanks(ctx.text, child.start, child.end));
    if (start > at) pieces.push(...literals(ctx, at, start, quote));
    pieces.push(...piecesOf(ctx, child, quote));
    at = Math.max(at, child.end);
  }
  if (to > at) pieces.push(...literals(ctx, at, to, quote));
  return pieces;
}

function variable(ctx: WordContext, node: ShellNode, start: number, quote: Quote): Piece {
  const written = ctx.text.slice(start, node.end);
  const match = /^\$\{?[!#]?(\w+|[@*?$!#-])/.exec(written);
  const name = match?.[1] ?? '';
  const operation = written.startsWith('${') ? written.slice(match?.[0].length ?? 2, -1) : '';
  // What stands inside (`${A:-$(cmd)}`) runs too.
  for (const child of node.children) visitNested(ctx, child);
  return { kind: 'variable', quote, name, operation, text: written, ...ctx.place(start, node.end) };
}

function visitNested(ctx: WordContext, node: ShellNode): void {
  if (node.type === 'command_substitution') ctx.substitute(node, 'substitution');
  else for (const child of node.children) visitNested(ctx, child);
}

/** Literal text, cut where interpolations of the CI system stand in it. */
function literals(ctx: WordContext, from: number, to: number, quote: Quote): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = from;
  for (let i = firstHole(ctx.holes, from); i < ctx.holes.length; i++) {
    const hole = ctx.holes[i]!;
    if (hole.from >= to) break;
    const start = Math.max(at, hole.from);
    const end = Math.min(to, hole.to);
    if (start > at) pieces.push(literal(ctx, at, start, quote));
    const text = ctx.text.slice(hole.from, hole.to);
    pieces.push({ kind: 'interpolation', quote, text, ...ctx.place(start, end) });
    at = end;
  }
  if (to > at || pieces.length === 0) pieces.push(literal(ctx, at, to, quote));
  return pieces;
}

function literal(ctx: WordContext, from: number, to: number, quote: Quote): Piece {
  return {
    kind: 'literal',
    quote,
    text: withoutEscapes(ctx.text.slice(from, to), quote),
    ...ctx.place(from, to),
  };
}

/** Bash reference manual, 3.1.2: which backslashes go away depends on the quoting. */
function withoutEscapes(text: string, quote: Quote): string {
  if (quote === 'single' || !text.includes('\\')) return text;
  if (quote === 'none')
    return text.replace(/\\(\r?\n|[\s\S])/g, (_, char: string) => (char.endsWith('\n') ? '' : char));
  return text.replace(/\\(\r?\n|["$`\\])/g, (_, char: string) => (char.endsWith('\n') ? '' : char));
}

function skipBlanks(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && (text[at] === ' ' || text[at] === '\t')) at++;
  return at;
}
