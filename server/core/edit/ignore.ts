import type { Document } from '../document.ts';
import { type Kind, SYNTAX } from '../kinds.ts';
import { looksLikeJson } from '../parse/json.ts';
import { isSeq, type Node, pairOf, type ScalarNode, scalarsIn } from '../parse/tree.ts';
import { parseYaml } from '../parse/yaml.ts';
import { findIgnores, type IgnoreDirective } from '../suppress.ts';
import type { TextEdit } from '../text/edit.ts';
import type { Range, Span } from '../text/source.ts';
import { Source } from '../text/source.ts';
import { appendItem, renderScalar } from './yaml.ts';

/*
 * Edits that silence a finding: an ignore comment where the kind of file has comments, else an entry in the
 * configuration. Each builder returns undefined where no such edit is certain.
 */

/** How a kind of file writes comments. */
interface CommentStyle {
  readonly open: string;
  readonly close?: string;
  /** False where a comment has to stand on a line of its own. */
  readonly inline: boolean;
}

const HASH: CommentStyle = { open: '#', inline: true };
const HASH_LINE: CommentStyle = { open: '#', inline: false };
const SLASHES: CommentStyle = { open: '//', inline: true };

/** Kinds that programs write (lock files) are left out: the comment would not survive. */
const STYLES: Readonly<Partial<Record<Kind, CommentStyle>>> = {
  'github-workflow': HASH,
  'github-action': HASH,
  dependabot: HASH,
  'pre-commit': HASH,
  'gitlab-ci': HASH,
  buildspec: HASH,
  cloudformation: HASH,
  dockerfile: HASH_LINE,
  requirements: HASH,
  pyproject: HASH,
  pipfile: HASH,
  'go-mod': SLASHES,
  'cargo-toml': HASH,
  gemfile: HASH,
  'maven-pom': { open: '<!--', close: ' -->', inline: true },
  npmrc: HASH_LINE,
  'pip-conf': HASH_LINE,
  shell: HASH,
};

const STYLES_OF_TEXT: readonly (readonly [RegExp, CommentStyle])[] = [
  [/\.(?:py|rb|tf|tfvars|hcl|ya?ml|toml|pl|r|mk)$|(?:^|\/)(?:Makefile|Rakefile)$/, HASH],
  [/(?:^|\/)\.env(?:\.[\w.-]+)?$|\.(?:env|properties|conf|cfg|ini)$/, HASH_LINE],
  [/\.(?:[cm]?[jt]sx?|java|kt|go|rs|c|h|cc|cpp|cs|swift|scala|groovy|gradle|php|dart)$/, SLASHES],
];

/**
 * Silences the rule `ruleId` for a finding at `range`: at the end of its line or on the line above; for text inside a
 * block scalar, where a comment would be content, at the end of the line that opens the scalar.
 */
export function ignoreOnLine(
  document: Document,
  ruleId: string,
  range: Range,
  reason: string,
): TextEdit | undefined {
  const style = styleOf(document);
  if (!style) return undefined;
  const { source } = document;
  const place = placeFor(document, style, range.start.line);
  if (!place) return undefined;
  const existing = findIgnores(source).filter((ignore) => ignore.line === place.line);
  if (existing.length > 0) return extend(source, existing, ruleId);
  const comment = commentText(style, `ignore[${ruleId}]`, reason);
  const line = source.lineSpan(place.line);
  if (place.inline) return insert(line.end, `${endsInSpace(source, line) ? '' : ' '}${comment}`);
  const indent = /^[ \t]*/.exec(source.slice(line))?.[0] ?? '';
  const start = place.line === 1 ? afterMark(source) : line.start;
  return insert(start, indent + comment + source.eol);
}

/** Silences the rule for the whole file, by a comment at its top. */
export function ignoreInFile(document: Document, ruleId: string, reason: string): TextEdit | undefined {
  const style = styleOf(document);
  // An XML declaration has to come first, and a comment behind it would not be at the top any more.
  if (!style || style.close) return undefined;
  const { source } = document;
  const existing = findIgnores(source).filter((ignore) => ignore.line === undefined);
  if (existing.length > 0) return extend(source, existing, ruleId);
  let line = 1;
  // These lines mean something only at the very top.
  while (/^\uFEFF?#(?:!|[ \t]*(?:syntax|escape|check)[ \t]*=)/.test(source.slice(source.lineSpan(line))))
    line++;
  const comment = commentText(style, `ignore-file[${ruleId}]`, reason);
  if (line > source.lineStarts.length) return insert(source.text.length, source.eol + comment + source.eol);
  return insert(line === 1 ? afterMark(source) : source.lineStart(line), comment + source.eol);
}

/** What an entry of the configuration's `ignore` list says. */
export interface ConfigIgnore {
  readonly path: string;
  readonly rule: string;
  readonly reason: string;
}

/** Adds an entry to the `ignore` list of a configuration; `text` is empty for a file that is still to be made. */
export function ignoreInConfig(text: string, { path, rule, reason }: ConfigIgnore): TextEdit | undefined {
  const source = new Source('.pipewarden.yml', text);
  const lines = [`path: ${renderScalar(path)}`, `rule: ${rule}`, `reason: ${renderScalar(reason)}`];
  const [root] = parseYaml(text).roots;
  const list = pairOf(root, 'ignore');
  const [first, ...rest] = lines;
  const items = [`  - ${first}`, ...rest.map((line) => `    ${line}`)];
  if (list && isSeq(list.value) && list.value.items.length > 0) return appendItem(source, list.value, lines);
  if (list && (list.value === null || (isSeq(list.value) && !list.value.alias))) {
    const span = { start: list.key.span.end, end: list.value?.span.end ?? list.key.span.end };
    const rest = source.slice({ start: span.end, end: source.lineSpan(source.lineAt(span.end)).end });
    // An empty list (`ignore: []`) or none at all; whatever else stands on the line is left alone.
    if (!/^:?[ \t]*$/.test(rest)) return undefined;
    const end = span.end + rest.length;
    return { span: { start: span.start, end }, newText: [':', ...items].join(source.eol) };
  }
  if (list || (root && root.kind !== 'map') || (root?.kind === 'map' && root.flow)) return undefined;
  const gap = text === '' || text.endsWith('\n') ? '' : source.eol;
  const block = ['ignore:', ...items, ''];
  return insert(text.length, gap + block.join(source.eol));
}

function styleOf(document: Document): CommentStyle | undefined {
  const { kind, source } = document;
  if (kind === 'text') return STYLES_OF_TEXT.find(([pattern]) => pattern.test(source.path))?.[1];
  // The same kinds in JSON have no comments.
  if (SYNTAX[kind] === 'yaml-or-json' && looksLikeJson(source.text)) return undefined;
  return STYLES[kind];
}

interface Place {
  readonly line: number;
  readonly inline: boolean;
}

function placeFor(document: Document, style: CommentStyle, line: number): Place | undefined {
  const { source } = document;
  const text = source.slice(source.lineSpan(line));
  const across = scalarAcross(document, source.lineSpan(line).end);
  if (across) {
    const first = source.lineAt(across.span.start);
    if (across.style === 'literal' || across.style === 'folded') return { line: first, inline: true };
    // Inside quotes over several lines there is no comment, and one above the first line covers that line only.
    return line > first ? undefined : { line, inline: false };
  }
  if (style.close && !text.trimEnd().endsWith('>')) return undefined;
  if (style.inline && !text.endsWith('\\')) return { line, inline: true };
  const continued = line > 1 && source.slice(source.lineSpan(line - 1)).endsWith('\\');
  // Only a Dockerfile drops comment lines from the middle of a continued line.
  return continued && document.kind !== 'dockerfile' ? undefined : { line, inline: false };
}

/** The scalar that goes on past `offset`, the end of a line. */
function scalarAcross(document: Document, offset: number): ScalarNode | undefined {
  for (const root of document.tree.roots as readonly (Node | null)[]) {
    for (const node of scalarsIn(root)) {
      if (!node.alias && node.span.start <= offset && node.span.end > offset) return node;
    }
  }
  return undefined;
}

/** Adds a rule to the comment that is there already. */
function extend(
  source: Source,
  directives: readonly IgnoreDirective[],
  ruleId: string,
): TextEdit | undefined {
  const last = directives.at(-1)!;
  if (directives.some((one) => one.ruleId === ruleId)) return undefined;
  return source.text[last.span.end] === undefined ? undefined : insert(last.span.end, `, ${ruleId}`);
}

function commentText({ open, close = '' }: CommentStyle, verb: string, reason: string): string {
  return `${open} pipewarden: ${verb} ${reason}${close}`;
}

function insert(at: number, newText: string): TextEdit {
  return { span: { start: at, end: at }, newText };
}

function endsInSpace(source: Source, { start, end }: Span): boolean {
  return end > start && /[ \t]/.test(source.text[end - 1]!);
}

/** The place behind a byte order mark. */
function afterMark(source: Source): number {
  return source.text.startsWith('\uFEFF') ? 1 : 0;
}
