import type { Document } from '../../document.ts';
import { dropShadowed, OffsetMap, type Run } from '../../text/offset-map.ts';
import type { Dependency } from '../manifest.ts';
import type { RegistrySetting } from '../registry-setting.ts';
import { parseRequirement, urlSource } from './pep508.ts';
import { isSpace, linesOf, quote, trim } from './quote.ts';

/** A line of a requirements file with its continuations joined and its comment cut off. */
interface LogicalLine {
  readonly text: string;
  readonly map: OffsetMap;
}

/**
 * The requirements of a pip requirements or constraints file, in order. Lines that name another file (`-r`, `-c`) and
 * other options are none. pip documentation, "Requirements File Format".
 */
export function requirementsDependencies(document: Document): readonly Dependency[] {
  const scope = /constraints?[^/]*$/.test(document.source.path) ? 'constraint' : 'runtime';
  const dependencies: Dependency[] = [];
  for (const { text, map } of logicalLines(document.source.text)) {
    const found = readLine(text, map, scope);
    if (found) dependencies.push(found);
  }
  return dependencies;
}

/** The options of a requirements file that say where packages come from. */
export function requirementsSettings(document: Document): readonly RegistrySetting[] {
  if (!document.source.text.includes('-')) return [];
  const settings: RegistrySetting[] = [];
  for (const { text, map } of logicalLines(document.source.text)) {
    if (!text.startsWith('-')) continue;
    OPTION.lastIndex = 0;
    for (let match = OPTION.exec(text); match; match = OPTION.exec(text)) {
      const written = match[1]!;
      const key = SHORT[written] ?? written.replace(/^--/, '');
      const valueEnd = match.index + match[0].length;
      const value = quote(text, valueEnd - match[2]!.length, valueEnd, map);
      settings.push({
        manager: 'pip',
        key,
        keySpan: map.span(match.index, match.index + written.length),
        value,
        span: map.span(match.index, valueEnd),
        form: 'option',
      });
    }
  }
  return settings;
}

const OPTION =
  /(-i|-f|--index-url|--extra-index-url|--find-links|--trusted-host)(?:[ \t]*=[ \t]*|[ \t]+)([^\s"']+)/g;
const SHORT: Readonly<Record<string, string>> = { '-i': 'index-url', '-f': 'find-links' };

function readLine(text: string, map: OffsetMap, scope: Dependency['scope']): Dependency | undefined {
  const editable = /^(?:-e|--editable)(?:[ \t]+|=)/.exec(text);
  if (text.startsWith('-') && !editable) return undefined;
  const start = editable?.[0].length ?? 0;
  const options = text.slice(start).search(/[ \t]--?[a-z]/);
  const end = options === -1 ? text.length : start + options;
  const hashed = options !== -1 && text.includes('--hash=', end);
  const body = trim(text, { start, end });
  const written = text.slice(body.start, body.end);
  if (/^(?:(?:git|hg|svn|bzr)\+[a-z+.-]+:|https?:|file:|[./\\~$])/i.test(written))
    return fromUrl(text, body, map, scope);
  const found = parseRequirement(text, body.start, body.end, scope, map);
  if (!found || /[/\\]|\.(?:whl|zip|tar\.gz)$/.test(written.split(/[@;]/, 1)[0]!)) return undefined;
  return { ...found, span: map.span(body.start, text.length), hashed: hashed || found.hashed === true };
}

/** A requirement that is a URL; its name, where it has one, stands in `#egg=` or is the last part of the path. */
function fromUrl(
  text: string,
  body: { start: number; end: number },
  map: OffsetMap,
  scope: Dependency['scope'],
): Dependency | undefined {
  const marker = text.slice(body.start, body.end).search(/[ \t];/);
  const end = marker === -1 ? body.end : body.start + marker;
  const { source, hashed } = urlSource(text, body.start, end, map);
  if (source.kind === 'path') return undefined;
  const written = text.slice(body.start, end);
  const { start, end: stop } = nameInUrl(written);
  if (start >= stop) return undefined;
  const name = quote(text, body.start + start, body.start + stop, map);
  return { ecosystem: 'pypi', name, span: map.span(body.start, text.length), scope, source, hashed };
}

/** Where a URL says the package's name: `#egg=name`, or the last part of the path without its revision and `.git`. */
function nameInUrl(url: string): { start: number; end: number } {
  const egg = /[#&]egg=([A-Za-z0-9][A-Za-z0-9._-]*)/.exec(url);
  if (egg) return { start: egg.index + 5, end: egg.index + egg[0].length };
  const hash = url.indexOf('#');
  let end = hash === -1 ? url.length : hash;
  const start = url.lastIndexOf('/', end - 1) + 1;
  const at = url.indexOf('@', start);
  if (at !== -1 && at < end) end = at;
  return { start, end: url.slice(start, end).endsWith('.git') ? end - 4 : end };
}

function* logicalLines(file: string): Generator<LogicalLine> {
  let text = '';
  let runs: Run[] = [];
  for (const { start, end } of linesOf(file)) {
    const continued = end > start && file.charCodeAt(end - 1) === 92;
    runs.push([text.length, start]);
    text += file.slice(start, continued ? end - 1 : end);
    if (continued) continue;
    const line = finish(text, runs);
    if (line) yield line;
    text = '';
    runs = [];
  }
  const rest = finish(text, runs);
  if (rest) yield rest;
}

function finish(text: string, runs: readonly Run[]): LogicalLine | undefined {
  if (text === '') return undefined;
  const content = trim(text, { start: 0, end: commentStart(text) });
  if (content.start >= content.end) return undefined;
  const kept = text.slice(content.start, content.end);
  const all = new OffsetMap(dropShadowed(runs));
  return { text: kept, map: all.compose(new OffsetMap([[0, content.start]])) };
}

/** A `#` begins a comment at the start of a line or behind white space. */
function commentStart(text: string): number {
  for (let at = text.indexOf('#'); at !== -1; at = text.indexOf('#', at + 1)) {
    if (at === 0 || isSpace(text.charCodeAt(at - 1))) return at;
  }
  return text.length;
}
