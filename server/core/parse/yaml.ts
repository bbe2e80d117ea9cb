import {
  Alias,
  type Document,
  parseAllDocuments,
  Scalar,
  YAMLMap,
  YAMLSeq,
  type Node as YamlNode,
} from 'yaml';
import type { Span } from '../text/source.ts';
import type { Node, Pair, ParsedTree, ParseProblem, ScalarNode, ScalarStyle } from './tree.ts';
import { joinFlowLines } from './yaml-flow.ts';
import { parsePlainYaml } from './yaml-plain.ts';
import { YamlScalar } from './yaml-scalar.ts';

/** Nesting past this is not lowered: no pipeline file comes near it, and hostile ones must not exhaust the stack. */
const MAX_DEPTH = 200;
/** Pairs that merge keys may bring in, over the whole file. */
const MAX_MERGED_PAIRS = 20_000;

/**
 * Parses YAML 1.2 (so that `on` stays a string) and never throws. Aliases are resolved, merge keys expanded, unknown
 * tags kept. A document that breaks off still yields what stands before and around the break.
 *
 * The common shapes take a short way (`yaml-plain.ts`) that gives the same tree some ten times as fast.
 */
export function parseYaml(text: string): ParsedTree {
  const root = parsePlainYaml(text);
  return root ? { roots: [root], problems: [] } : parseFullYaml(text);
}

/** Parses any YAML, with problems where it is broken. */
export function parseFullYaml(text: string): ParsedTree {
  try {
    let documents = documentsOf(text);
    if (documents.some(({ errors }) => errors.some(isIndentOfFlow))) {
      const joined = joinFlowLines(text);
      const again = joined === text ? [] : documentsOf(joined);
      if (again.length > 0 && again.every(({ errors }) => errors.length === 0)) documents = again;
    }
    const problems: ParseProblem[] = [];
    const roots = documents.map((document) => {
      let reported = -1;
      for (const error of document.errors) {
        const [place] = error.pos;
        // What follows a mistake on the next lines is mostly the same mistake.
        if (place <= reported) continue;
        reported = endOfNextLine(text, place);
        problems.push(problemOf(text, error));
      }
      return new Lowering(text, problems).lower(document.contents as YamlNode | null, 0);
    });
    return { roots, problems };
  } catch (error) {
    // The parser recurses, so a file of nothing but brackets can exhaust the stack.
    const message =
      error instanceof RangeError ? 'the file is nested too deeply to read' : 'the file cannot be read';
    return { roots: [], problems: [{ message, span: { start: 0, end: Math.min(1, text.length) } }] };
  }
}

function documentsOf(text: string): readonly Document[] {
  const parsed = parseAllDocuments(text, {
    version: '1.2',
    uniqueKeys: false,
    logLevel: 'silent',
    prettyErrors: false,
    stringKeys: false,
  });
  return Array.isArray(parsed) ? parsed : [];
}

function isIndentOfFlow({ code, message }: { code: string; message: string }): boolean {
  return code === 'BAD_INDENT' && message.startsWith('Flow');
}

function endOfNextLine(text: string, at: number): number {
  const first = text.indexOf('\n', at);
  const second = first === -1 ? -1 : text.indexOf('\n', first + 1);
  return second === -1 ? text.length : second;
}

/** The problem's place; where the parser points at a line end, the last character before it, which can be underlined. */
function problemOf(text: string, error: { message: string; pos: [number, number] }): ParseProblem {
  let start = Math.min(error.pos[0], Math.max(0, text.length - 1));
  while (start > 0 && (text[start] === '\n' || text[start] === '\r')) start--;
  const end = Math.min(error.pos[1], text.length);
  return { message: error.message, span: { start, end: Math.min(text.length, Math.max(start + 1, end)) } };
}

class Lowering {
  readonly #text: string;
  readonly #problems: ParseProblem[];
  readonly #anchors = new Map<string, Node>();
  #mergedPairs = 0;

  /** Adds to `problems` the aliases that lead nowhere. */
  constructor(text: string, problems: ParseProblem[]) {
    this.#text = text;
    this.#problems = problems;
  }

  lower(node: YamlNode | null, depth: number): Node | null {
    if (!node?.range || depth > MAX_DEPTH) return null;
    const span = { start: node.range[0], end: node.range[1] };
    if (node instanceof Alias) return this.#resolve(node.source, span);
    const lowered = this.#lowerContent(node, span, depth);
    if (lowered && 'anchor' in node && node.anchor) this.#anchors.set(node.anchor, lowered);
    return lowered;
  }

  #lowerContent(node: YamlNode, span: Span, depth: number): Node | null {
    const { tag, anchor } = node as { tag?: string; anchor?: string };
    if (node instanceof Scalar) {
      const value = plainValue(node.value);
      if (value === null && !node.source && !tag && !anchor) return null;
      const text =
        typeof value === 'string' ? value : (node.source ?? this.#text.slice(span.start, span.end));
      const style = STYLES[node.type as string] ?? 'plain';
      return new YamlScalar(this.#text, { span, tag, anchor, alias: undefined, value, text, style });
    }
    const flow = (node as { flow?: boolean }).flow === true;
    if (node instanceof YAMLMap) {
      const { pairs, end } = this.#pairs(node.items, depth);
      return { kind: 'map', span: flow ? span : endingAt(span, end), tag, anchor, pairs, flow };
    }
    if (node instanceof YAMLSeq) {
      const items = node.items.map(
        (item) => this.lower(item as YamlNode, depth + 1) ?? this.#empty(span.end),
      );
      const last = items.at(-1);
      const end = (last?.alias ?? last?.span)?.end;
      return { kind: 'seq', span: flow ? span : endingAt(span, end), tag, anchor, items, flow };
    }
    return null;
  }

  #pairs(
    items: readonly { key: unknown; value: unknown }[],
    depth: number,
  ): { pairs: Pair[]; end: number | undefined } {
    const pairs: Pair[] = [];
    let last: number | undefined;
    for (const { key, value } of items) {
      const keyNode = this.#key(key as YamlNode | null, depth);
      if (!keyNode) continue;
      const lowered = this.lower(value as YamlNode | null, depth + 1);
      const end = lowered ? (lowered.alias ?? lowered.span).end : keyNode.span.end;
      last = end;
      pairs.push({ key: keyNode, value: lowered, span: { start: keyNode.span.start, end } });
      if (keyNode.text === '<<' && keyNode.style === 'plain') this.#merge(lowered, pairs);
    }
    return { pairs, end: last };
  }

  #merge(base: Node | null, into: Pair[]): void {
    const bases = base?.kind === 'seq' ? base.items : [base];
    for (const item of bases) {
      if (item?.kind !== 'map') continue;
      this.#mergedPairs += item.pairs.length;
      if (this.#mergedPairs > MAX_MERGED_PAIRS) return;
      into.unshift(...item.pairs.map((pair) => ({ ...pair, merged: true })));
    }
  }

  #key(key: YamlNode | null, depth: number): ScalarNode | null {
    const lowered = this.lower(key, depth + 1);
    if (!lowered || lowered.kind === 'scalar') return lowered;
    const text = this.#text.slice(lowered.span.start, lowered.span.end);
    return new YamlScalar(this.#text, { span: lowered.span, value: text, text, style: 'plain' });
  }

  #resolve(name: string, alias: Span): Node | null {
    const target = this.#anchors.get(name);
    if (!target) {
      this.#problems.push({ message: 'no anchor of this name is complete before this place', span: alias });
      return null;
    }
    return target instanceof YamlScalar ? target.withAlias(alias) : { ...target, alias };
  }

  #empty(at: number): ScalarNode {
    return new YamlScalar(this.#text, {
      span: { start: at, end: at },
      value: null,
      text: '',
      style: 'plain',
    });
  }
}

/** A block collection ends with its last value; the parser counts the white space and comments after it in. */
function endingAt(span: Span, end: number | undefined): Span {
  return end === undefined ? span : { start: span.start, end };
}

const STYLES: Readonly<Record<string, ScalarStyle>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
};

function plainValue(value: unknown): string | number | boolean | null {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  return String(value);
}
