import type { Document } from '../../document.ts';
import type { Span } from '../../text/source.ts';
import type { Dependency, DependencySource, Quote } from '../manifest.ts';
import { isSpace, linesOf, quote, trim } from './quote.ts';

/** The modules that a go.mod requires, and those that replace others. Go Modules Reference, "go.mod files". */
export function goModDependencies(document: Document): readonly Dependency[] {
  const { text } = document.source;
  const into: Dependency[] = [];
  let block: string | undefined;
  for (const line of linesOf(text)) {
    const words = wordsIn(text, line);
    const first = words[0]?.text;
    if (first === undefined) continue;
    if (first === ')') block = undefined;
    else if (block !== undefined) directive(block, words, into);
    else if (words[1]?.text === '(') block = first;
    else directive(first, words.slice(1), into);
  }
  return into;
}

function directive(verb: string, words: readonly Quote[], into: Dependency[]): void {
  if (verb === 'require') {
    const [name, version] = words;
    if (name) into.push(module(name, version, 'runtime', { kind: 'registry' }));
  } else if (verb === 'replace') {
    const arrow = words.findIndex((word) => word.text === '=>');
    const [replaced] = words;
    const name = arrow === -1 ? undefined : words[arrow + 1];
    if (!name || !replaced) return;
    // A folder has no module path of its own here: the entry keeps the name of what it replaces.
    const isPath = /^(?:\.{0,2}\/|[A-Za-z]:\\)/.test(name.text);
    const source: DependencySource = { kind: isPath ? 'path' : 'registry' };
    into.push({ ...module(isPath ? replaced : name, words[arrow + 2], 'override', source), alias: replaced });
  }
}

function module(
  name: Quote,
  version: Quote | undefined,
  scope: Dependency['scope'],
  source: DependencySource,
): Dependency {
  const span = { start: name.span.start, end: (version ?? name).span.end };
  return { ecosystem: 'go', name, version, span, scope, source };
}

/** The words of a line up to a comment, without quotes. */
function wordsIn(text: string, line: Span): Quote[] {
  const comment = text.indexOf('//', line.start);
  const { start, end } = trim(text, {
    start: line.start,
    end: comment === -1 ? line.end : Math.min(comment, line.end),
  });
  const words: Quote[] = [];
  let at = start;
  while (at < end) {
    let stop = at;
    while (stop < end && !isSpace(text.charCodeAt(stop))) stop++;
    const quoted = '"`'.includes(text[at]!) && stop - at > 1 && text[stop - 1] === text[at];
    words.push(quoted ? quote(text, at + 1, stop - 1) : quote(text, at, stop));
    at = stop;
    while (at < end && isSpace(text.charCodeAt(at))) at++;
  }
  return words;
}
