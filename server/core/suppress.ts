import type { TextEdit } from './text/edit.ts';
import type { Source, Span } from './text/source.ts';

/** One rule id named by an ignore comment. */
export interface IgnoreDirective {
  readonly ruleId: string;
  readonly reason: string;
  /** The whole comment, for a fix that removes it. */
  readonly comment: Span;
  /** The rule id inside the comment. */
  readonly span: Span;
  /** The line whose findings it silences; undefined for the whole file. */
  readonly line: number | undefined;
  /** The last line it covers: behind `line` where that opens a block scalar, which has no room for comments. */
  readonly lastLine: number | undefined;
}

const COMMENT = /(?:#|\/\/|<!--|;)[ \t]*pipewarden:[ \t]*(ignore|ignore-file)\[([^\]\r\n]*)\]([^\r\n]*)/g;

/**
 * Finds `# pipewarden: ignore[rule-id, other] reason` on the line of a finding or alone on the line above it, and
 * `# pipewarden: ignore-file[…]` in any comment before the first line of content.
 */
export function findIgnores(source: Source): readonly IgnoreDirective[] {
  if (!source.text.includes('pipewarden:')) return [];
  const directives: IgnoreDirective[] = [];
  for (const match of source.text.matchAll(COMMENT)) {
    const [whole, verb, list, tail] = match as unknown as [string, string, string, string];
    const reason = tail
      .replace(/-->\s*$/, '')
      .replace(/^[\s:-]+/, '')
      .trim();
    const comment = { start: match.index, end: match.index + whole.trimEnd().length };
    const line = targetLine(source, match.index);
    if (verb === 'ignore-file' && !isBeforeContent(source, match.index)) continue;
    const listStart = match.index + whole.indexOf('[') + 1;
    for (const item of list.matchAll(/[^\s,]+/g)) {
      const start = listStart + item.index;
      directives.push({
        ruleId: item[0],
        reason,
        comment,
        span: { start, end: start + item[0].length },
        line: verb === 'ignore-file' ? undefined : line,
        lastLine: verb === 'ignore-file' ? undefined : endOfBlock(source, line),
      });
    }
  }
  return directives;
}

/** Takes a rule id out of its comment, and the comment out of the file where no other id is left in it. */
export function removeDirective(source: Source, directive: IgnoreDirective): TextEdit {
  const { comment, span } = directive;
  const before = source.text.slice(comment.start, span.start);
  const after = source.text.slice(span.end, comment.end);
  const isFirst = /\[[\s,]*$/.test(before);
  const following = /^[\s,]*(?=[^\s,\]])/.exec(after);
  if (isFirst && !following) return removeComment(source, comment);
  if (following) return { span: { start: span.start, end: span.end + following[0].length }, newText: '' };
  const preceding = /[\s,]*$/.exec(before)![0].length;
  return { span: { start: span.start - preceding, end: span.end }, newText: '' };
}

function removeComment(source: Source, comment: Span): TextEdit {
  const line = source.lineAt(comment.start);
  const lead = source.text.slice(source.lineStart(line), comment.start);
  if (lead.trim() === '') {
    return { span: { start: source.lineStart(line), end: source.lineStart(line + 1) }, newText: '' };
  }
  return {
    span: { start: comment.start - (lead.length - lead.trimEnd().length), end: comment.end },
    newText: '',
  };
}

/** The comment's own line, or the next line with content where it stands alone. */
function targetLine(source: Source, offset: number): number {
  const line = source.lineAt(offset);
  if (source.text.slice(source.lineStart(line), offset).trim() !== '') return line;
  let next = line + 1;
  while (next <= source.lineStarts.length && isCommentOrBlank(source.slice(source.lineSpan(next)))) next++;
  return next;
}

/** The last line of the block scalar (`run: |`) that `line` opens; the line itself where it opens none. */
function endOfBlock(source: Source, line: number): number {
  if (!/\.ya?ml$/i.test(source.path)) return line;
  const text = source.slice(source.lineSpan(line));
  const content = text.replace(/[ \t]#.*$/, '').trimEnd();
  if (!/(?:^|[ \t])[|>][-+0-9]{0,2}$/.test(content) || !/^[ \t]*-|:/.test(content)) return line;
  const own = /^[ -]*/.exec(content)![0].length;
  // `- |` stands at its dash, `- run: |` at its key.
  const indent = /^[ -]*[|>]/.test(content) ? content.search(/[^ ]/) : own;
  let last = line;
  for (let next = line + 1; next <= source.lineStarts.length; next++) {
    const below = source.slice(source.lineSpan(next));
    if (below.trim() === '') continue;
    if (below.search(/[^ ]/) <= indent) break;
    last = next;
  }
  return last;
}

function isBeforeContent(source: Source, offset: number): boolean {
  const last = source.lineAt(offset);
  for (let line = 1; line < last; line++) {
    const text = source.slice(source.lineSpan(line)).replace(/^\uFEFF/, '');
    if (!isCommentOrBlank(text) && text.trim() !== '---') return false;
  }
  return true;
}

function isCommentOrBlank(text: string): boolean {
  const trimmed = text.trim();
  return trimmed === '' || /^(?:#|\/\/|;|<!--)/.test(trimmed);
}
