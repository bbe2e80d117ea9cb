import type { Redirect, ShellNode, Word } from '../shell.ts';
import { isWord } from './syntax.ts';
import { lowerHeredocBody, lowerWord, type WordContext } from './words.ts';

/**
 * Lowers a redirection or here-document and adds it to `into`. The grammar takes words of the command for parts of it;
 * these are added to `words`.
 */
export function lowerRedirect(ctx: WordContext, node: ShellNode, into: Redirect[], words: Word[]): void {
  if (node.type === 'heredoc_redirect') lowerHeredoc(ctx, node, into, words);
  if (node.type !== 'file_redirect' && node.type !== 'herestring_redirect') return;
  let operator = '>';
  let target: Word | undefined;
  for (const child of node.children) {
    if (child.type === 'file_descriptor') continue;
    if (!isWord(child)) operator = child.type;
    // The grammar takes every word behind a redirection for its target; the shell takes only the first.
    else if (target) words.push(lowerWord(ctx, child));
    else target = lowerWord(ctx, child);
  }
  into.push({ ...ctx.place(node.start, node.end), operator, target, heredoc: undefined });
}

function lowerHeredoc(ctx: WordContext, node: ShellNode, into: Redirect[], words: Word[]): void {
  let operator = '<<';
  let quoted = false;
  let body: Word | undefined;
  for (const child of node.children) {
    if (child.type === '<<' || child.type === '<<-') operator = child.type;
    else if (child.type === 'heredoc_start') quoted = /["'\\]/.test(ctx.text.slice(child.start, child.end));
    else if (child.type === 'heredoc_body') body = lowerHeredocBody(ctx, child, quoted);
    else if (child.type.endsWith('_redirect')) lowerRedirect(ctx, child, into, words);
    else if (child.type !== 'heredoc_end' && isWord(child)) words.push(lowerWord(ctx, child));
  }
  const stretch = ctx.place(node.start, node.end);
  into.push({ ...stretch, operator, target: undefined, heredoc: body && { ...stretch, body } });
}
