import { Language, Parser } from 'web-tree-sitter';
import type { ShellNode, ShellParser } from '../core/parse/shell.ts';

/** The WebAssembly files of the parser: the runtime and the bash grammar. */
export interface ShellAssets {
  readonly runtime: Uint8Array;
  readonly grammar: Uint8Array;
}

/** Starts tree-sitter with the bash grammar. Call once per process; loading takes some 20 ms. */
export async function loadShellParser(assets: ShellAssets): Promise<ShellParser> {
  await Parser.init({ wasmBinary: assets.runtime });
  const parser = new Parser();
  parser.setLanguage(await Language.load(assets.grammar));
  return {
    parse(text: string): ShellNode {
      const tree = parser.parse(text);
      if (!tree)
        return {
          type: 'ERROR',
          startIndex: 0,
          endIndex: text.length,
          isNamed: true,
          isMissing: false,
          children: [],
        };
      try {
        return copy(tree.rootNode);
      } finally {
        tree.delete();
      }
    },
  };
}

interface WasmNode {
  readonly type: string;
  readonly startIndex: number;
  readonly endIndex: number;
  readonly isNamed: boolean;
  readonly isMissing: boolean;
  readonly children: readonly (WasmNode | null)[];
}

/** Copies the tree out of WebAssembly memory, so that it may outlive the parse. */
function copy(node: WasmNode): ShellNode {
  const { type, startIndex, endIndex, isNamed, isMissing } = node;
  const children = node.children.flatMap((child) => (child ? [copy(child)] : []));
  return { type, startIndex, endIndex, isNamed, isMissing, children };
}
