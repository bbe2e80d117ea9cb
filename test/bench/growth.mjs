// Finds work that grows faster than the file:
//   node test/bench/growth.mjs [part of a fixture's path]
// Repeats the lists, keys, scripts and lines of every fixture until it is large, then four times as often, and prints what
// takes more than eight times as long; linear work takes four times as long.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { filesBelow, loadEngine, repository } from '../conformance/engine.mjs';

const SIZE = 20_000;
const FACTOR = 4;
const { classify, Document, lintText, Source } = await loadEngine();

/** The stretches of a text that can be repeated, each with what makes copy number `i` of it. */
function* repeatable(text, kind) {
  const document = new Document(new Source('x', text), kind, {});
  const whole = ({ start, end }) => {
    const from = text.lastIndexOf('\n', start - 1) + 1;
    const next = text.indexOf('\n', end);
    return { start: from, end: next === -1 ? text.length : next + 1 };
  };
  const lines = (place, span) => ({
    place,
    span,
    copy: () =>
      text[span.end - 1] === '\n' ? text.slice(span.start, span.end) : `${text.slice(span.start)}\n`,
  });
  if (document.tree.roots.length === 0) yield lines('lines', { start: 0, end: text.length });
  const queue = document.tree.roots.map((node) => ({ node, key: '', depth: 0 }));
  for (const { node, key, depth } of queue) {
    if (!node) continue;
    const place = `${node.kind} ${key} ${depth}`;
    if (node.kind === 'scalar') {
      const { start, end } = node.span;
      if ((text[start] === '|' || text[start] === '>') && text.indexOf('\n', start) + 1 < end)
        yield lines(place, whole({ start: text.indexOf('\n', start) + 1, end }));
      continue;
    }
    const parts = node.kind === 'seq' ? node.items : node.pairs;
    for (const child of parts)
      queue.push(
        node.kind === 'seq'
          ? { node: child, key, depth: depth + 1 }
          : { node: child.value, key: child.key.text, depth: depth + 1 },
      );
    if (parts.length === 0) continue;
    const keys = node.kind === 'map' ? node.pairs.map((pair) => pair.key.span) : [];
    const span = { start: parts[0].span.start, end: parts.at(-1).span.end };
    if (node.flow) {
      yield { place, span, copy: (i) => `${i === 0 ? '' : ', '}${renamed(text, span, keys, i)}` };
      continue;
    }
    const full = whole(span);
    const lead = text.slice(full.start, span.start).trim();
    if (lead !== (node.kind === 'seq' ? '-' : '')) continue;
    const end = text[full.end - 1] === '\n' ? '' : '\n';
    yield { place, span: full, copy: (i) => renamed(text, full, keys, i) + end };
  }
}

/** A stretch of the text whose keys carry the number of the copy, so that no key stands twice. */
function renamed(text, { start, end }, keys, i) {
  let out = '';
  let at = start;
  for (const key of i === 0 ? [] : keys) {
    const stop = /["']/.test(text[key.end - 1]) ? key.end - 1 : key.end;
    out += `${text.slice(at, stop)}${i}`;
    at = stop;
  }
  return out + text.slice(at, end);
}

function grown(text, { span, copy }, times) {
  return (
    text.slice(0, span.start) +
    Array.from({ length: times }, (_, i) => copy(i)).join('') +
    text.slice(span.end)
  );
}

/** Milliseconds that one rule takes for the text. */
function time(file, text, only) {
  const begin = performance.now();
  lintText(file, text, { only });
  return performance.now() - begin;
}

const fixtures = path.join(repository, 'test/fixtures');
const part = process.argv[2] ?? '';
const tried = new Set();
for (const file of filesBelow(fixtures)) {
  if (!file.includes(part) || /\/fixed\/|expected\.txt$/.test(file)) continue;
  const text = readFileSync(file, 'utf8');
  const [only, , ...rest] = path.relative(fixtures, file).split(path.sep);
  const name = rest.join('/');
  const kind = classify(name, text);
  if (!kind || text.length > SIZE / 4) continue;
  for (const stretch of repeatable(text, kind)) {
    const what = `${only} ${kind} ${stretch.place}`;
    if (tried.has(what)) continue;
    const times = Math.ceil(SIZE / (stretch.span.end - stretch.span.start));
    const [small, large] = [times, times * FACTOR].map((each) => grown(text, stretch, each));
    if (classify(name, small) !== kind || classify(name, large) !== kind) continue;
    tried.add(what);
    let before = time(name, small, only);
    let after = time(name, large, only);
    const suspicious = () => after / before > 2 * FACTOR && after > 60;
    // Other work on the machine can make one run slow, hardly two.
    if (suspicious()) {
      before = Math.max(before, time(name, small, only));
      after = Math.min(after, time(name, large, only));
    }
    if (suspicious())
      console.log(
        `${after.toFixed(0).padStart(6)} ms, ${(after / before).toFixed(1)} times: ` +
          `${path.relative(fixtures, file)}, ${stretch.place} at ${stretch.span.start}`,
      );
  }
}
console.log(`${tried.size} stretches repeated`);
