import type { Document } from '../../document.ts';
import type { Dependency, DependencyScope, DependencySource, Quote } from '../manifest.ts';
import type { RegistrySetting } from '../registry-setting.ts';
import { refKind } from './git-url.ts';
import { linesOf, quote } from './quote.ts';

const GEM = /^[ \t]*gem[ \t(]+(["'])([^"'#\s]+)\1/;
const SOURCE = /^[ \t]*source[ \t(]+(["'])([^"'\s]+)\1/;
const STRING = /(["'])([^"']*)\1/y;
const OPTION = /(?:^|[\s,(])(?::(\w+)[ \t]*=>|(\w+):)[ \t]*(["'])([^"']*)\3/g;

/**
 * The gems of a Gemfile whose name is a literal. The file is Ruby: what is built by code is not seen. Bundler
 * documentation, "Gemfile".
 */
export function gemfileDependencies(document: Document): readonly Dependency[] {
  const { text } = document.source;
  const into: Dependency[] = [];
  let scope: DependencyScope = 'runtime';
  for (const { start, end } of linesOf(text)) {
    const line = text.slice(start, end);
    if (/^[ \t]*group\b.*\bdo\b/.test(line))
      scope = /:(?:default|production)\b/.test(line) ? 'runtime' : 'dev';
    else if (/^end\b/.test(line)) scope = 'runtime';
    const match = GEM.exec(line);
    if (!match) continue;
    const nameStart = start + match[0].length - 1 - match[2]!.length;
    const name = quote(text, nameStart, nameStart + match[2]!.length);
    const rest = start + match[0].length;
    const stop = commentIn(text, rest, end);
    const options = optionsIn(text, rest, stop);
    into.push({
      ecosystem: 'rubygems',
      name,
      version: versionIn(text, rest, stop),
      span: { start: start + line.length - line.trimStart().length, end: stop },
      scope: options.has('group') || /\bgroups?:[ \t]*(?:\[|:)/.test(text.slice(rest, stop)) ? 'dev' : scope,
      source: gemSource(options),
    });
  }
  return into;
}

/** The `source` lines of a Gemfile. */
export function gemfileSettings(document: Document): readonly RegistrySetting[] {
  const { text } = document.source;
  const into: RegistrySetting[] = [];
  for (const { start, end } of linesOf(text)) {
    const match = SOURCE.exec(text.slice(start, end));
    if (!match) continue;
    const stop = start + match[0].length;
    const value = quote(text, stop - 1 - match[2]!.length, stop - 1);
    const key = start + match[0].indexOf('source');
    const keySpan = { start: key, end: key + 6 };
    into.push({
      manager: 'bundler',
      key: 'source',
      keySpan,
      value,
      span: { start: key, end: stop },
      form: 'key',
    });
  }
  return into;
}

function gemSource(options: ReadonlyMap<string, Quote>): DependencySource {
  const git =
    options.get('git') ?? options.get('github') ?? options.get('gitlab') ?? options.get('bitbucket');
  if (git) {
    for (const key of ['ref', 'tag', 'branch'] as const) {
      const ref = options.get(key);
      if (ref)
        return { kind: 'git', url: git, ref: { ...ref, kind: key === 'ref' ? refKind(ref.text) : key } };
    }
    return { kind: 'git', url: git, ref: undefined };
  }
  return options.has('path') ? { kind: 'path' } : { kind: 'registry' };
}

/** The version arguments, `'~> 1.2', '>= 1.2.3'`: the strings that follow the name before any option. */
function versionIn(text: string, start: number, end: number): Quote | undefined {
  let at = start;
  let first = -1;
  let last = -1;
  for (;;) {
    while (at < end && ' \t,'.includes(text[at]!)) at++;
    STRING.lastIndex = at;
    const match = at < end ? STRING.exec(text) : null;
    if (!match || at + match[0].length > end) break;
    if (first === -1) first = at + 1;
    last = at + match[0].length - 1;
    at += match[0].length;
  }
  return first === -1 ? undefined : quote(text, first, last);
}

function optionsIn(text: string, start: number, end: number): Map<string, Quote> {
  const options = new Map<string, Quote>();
  const part = text.slice(start, end);
  OPTION.lastIndex = 0;
  for (let match = OPTION.exec(part); match; match = OPTION.exec(part)) {
    const stop = start + match.index + match[0].length - 1;
    options.set(match[1] ?? match[2]!, quote(text, stop - match[4]!.length, stop));
  }
  return options;
}

/** The end of the code of a line: a `#` outside strings, or the last character that is not white space. */
function commentIn(text: string, start: number, end: number): number {
  let open = '';
  let stop = end;
  for (let at = start; at < end; at++) {
    const char = text[at]!;
    if (open !== '') open = char === open ? '' : open;
    else if (char === '"' || char === "'") open = char;
    else if (char === '#') {
      stop = at;
      break;
    }
  }
  while (stop > start && ' \t'.includes(text[stop - 1]!)) stop--;
  return stop;
}
