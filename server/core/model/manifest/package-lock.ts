import type { LockedPackage, Quote } from '../manifest.ts';
import { quote } from './quote.ts';

/** An object that is open at some place of the file. */
interface Frame {
  readonly key: Quote | undefined;
  /** The package's own name where it is installed under an alias. */
  name?: Quote;
  version?: Quote;
  resolved?: Quote;
  integrity?: Quote;
  link?: boolean;
  end: number;
}

const MAX_DEPTH = 10_000;

/**
 * The packages of a package-lock.json or npm-shrinkwrap.json of version 1, 2 or 3, in one pass over the text that
 * builds no tree. Where a file of version 2 lists its packages twice, those of `packages` count. npm documentation,
 * "package-lock.json".
 */
export function packageLockPackages(text: string): readonly LockedPackage[] {
  const listed: LockedPackage[] = [];
  const nested: LockedPackage[] = [];
  const stack: Frame[] = [];
  let key: Quote | undefined;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 34) {
      const end = stringEnd(text, at);
      const string = quote(text, at + 1, end);
      at = end;
      if (key === undefined && isKey(text, end + 1)) key = string;
      else {
        note(stack.at(-1), key, string);
        key = undefined;
      }
    } else if (code === 123 || code === 91) {
      if (stack.length >= MAX_DEPTH) break;
      stack.push({ key, end: at + 1 });
      key = undefined;
    } else if (code === 125 || code === 93) {
      const frame = stack.pop();
      key = undefined;
      if (frame) emit(frame, stack, listed, nested);
    } else if (code === 44) key = undefined;
    else if (code === 116 && key?.text === 'link') {
      const frame = stack.at(-1);
      if (frame) frame.link = true;
      key = undefined;
    }
  }
  const found = listed.length > 0 ? listed : nested;
  return found.sort((a, b) => a.span.start - b.span.start);
}

function note(frame: Frame | undefined, key: Quote | undefined, value: Quote): void {
  if (!frame || !key) return;
  if (key.text === 'version') frame.version = value;
  else if (key.text === 'name') frame.name = value;
  else if (key.text === 'resolved') frame.resolved = value;
  else if (key.text === 'integrity') frame.integrity = value;
  else return;
  frame.end = value.span.end;
}

function emit(frame: Frame, stack: readonly Frame[], listed: LockedPackage[], nested: LockedPackage[]): void {
  const parent = stack.at(-1)?.key?.text;
  if (!frame.key || frame.key.text === '' || frame.link) return;
  if (parent === 'packages' && stack.length === 2) {
    const marker = frame.key.text.lastIndexOf('node_modules/');
    if (marker === -1) return;
    listed.push(locked(frame, { start: frame.key.span.start + marker + 13, end: frame.key.span.end }));
  } else if (parent === 'dependencies' && frame.version) nested.push(locked(frame, frame.key.span));
}

function locked(frame: Frame, nameSpan: { start: number; end: number }): LockedPackage {
  const { name, version, resolved, integrity, key } = frame;
  const text = key!.text.slice(key!.text.length - (nameSpan.end - nameSpan.start));
  const span = { start: key!.span.start, end: frame.end };
  return { ecosystem: 'npm', name: name ?? { text, span: nameSpan }, version, resolved, integrity, span };
}

function stringEnd(text: string, start: number): number {
  let at = text.indexOf('"', start + 1);
  while (at !== -1 && text.charCodeAt(at - 1) === 92 && isEscaped(text, at)) at = text.indexOf('"', at + 1);
  return at === -1 ? text.length : at;
}

function isEscaped(text: string, at: number): boolean {
  let back = at - 1;
  while (text.charCodeAt(back) === 92) back--;
  return (at - back) % 2 === 0;
}

function isKey(text: string, at: number): boolean {
  let next = at;
  while (' \t\r\n'.includes(text[next] ?? 'x')) next++;
  return text.charCodeAt(next) === 58;
}
