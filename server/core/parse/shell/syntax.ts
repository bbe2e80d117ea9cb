import type { ShellNode } from '../shell.ts';

/* What the nodes of tree-sitter's bash grammar stand for. */

const EXPANDING: ReadonlySet<string> = new Set([
  'string',
  'raw_string',
  'ansi_c_string',
  'translated_string',
  'concatenation',
  'simple_expansion',
  'expansion',
  'command_substitution',
  'process_substitution',
  'arithmetic_expansion',
]);

const WORDS: ReadonlySet<string> = new Set([
  ...EXPANDING,
  'word',
  'brace_expression',
  'number',
  'extglob_pattern',
  'regex',
  'array',
]);

/** True for a node inside a word that is quoted, or that the shell puts something in the place of. */
export function isExpanding(node: ShellNode): boolean {
  return EXPANDING.has(node.type);
}

/** True for a word of a command, whatever it is made of. */
export function isWord(node: ShellNode): boolean {
  return WORDS.has(node.type);
}

/** True for a command, or what commands are put together with. */
export function isStatement(node: ShellNode): boolean {
  return (
    node.children.length > 0 &&
    !isWord(node) &&
    !node.type.startsWith('heredoc_') &&
    !node.type.endsWith('_redirect')
  );
}

/** The last command of a list or pipeline, or the statement itself. */
export function lastStatement(node: ShellNode): ShellNode {
  let last = node;
  while (last.type === 'list' || last.type === 'pipeline') {
    const inner = last.children.findLast(isStatement);
    if (!inner) break;
    last = inner;
  }
  return last;
}
