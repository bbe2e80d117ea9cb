import { Language, Parser, type TreeCursor } from 'web-tree-sitter';
import type { ShellNode, ShellParser } from '../core/parse/shell.ts';

/** The WebAssembly files of the parser: the runtime and the bash grammar. */
export interface ShellAssets {
  readonly runtime: Uint8Array;
  readonly grammar: Uint8Array;
}

/** Nesting past this is not copied: hostile scripts must not exhaust the stack. */
const MAX_DEPTH = 400;

/** Starts tree-sitter with the bash grammar. Call once per process; loading takes some 20 ms. */
export async function loadShellParser(assets: ShellAssets): Promise<ShellParser> {
  // The runtime asks where its file lies even when it has the bytes; in a bundle the library cannot know.
  await Parser.init({ wasmBinary: assets.runtime, locateFile: (name: string) => name });
  const parser = new Parser();
  parser.setLanguage(await Language.load(assets.grammar));
  return { parse: (text) => parse(parser, text) };
}

/**
 * Error recovery can explode on garbage. The parser calls back after a fixed number of operations, so counting the calls
 * bounds the work in the same way on every machine.
 */
function parse(parser: Parser, text: string): ShellNode | undefined {
  let calls = 2000 + text.length;
  const tree = parser.parse(text, null, { progressCallback: () => --calls < 0 });
  if (!tree) {
    parser.reset();
    return undefined;
  }
  const cursor = tree.walk();
  try {
    return copy(cursor, 0);
  } finally {
    cursor.delete();
    tree.delete();
  }
}

/** Copies the tree out of WebAssembly memory, so that it may outlive the parse. A cursor is twice as fast as nodes. */
function copy(cursor: TreeCursor, depth: number): ShellNode {
  const children: ShellNode[] = [];
  const node = { type: cursor.nodeType, start: cursor.startIndex, end: cursor.endIndex, children };
  if (depth < MAX_DEPTH && cursor.gotoFirstChild()) {
    do children.push(copy(cursor, depth + 1));
    while (cursor.gotoNextSibling());
    cursor.gotoParent();
  }
  return node;
}
