import type { Document } from '../../document.ts';
import type { RegistrySetting } from '../registry-setting.ts';
import { isSpace, linesOf, quote, trim } from './quote.ts';

/**
 * The settings of an `.npmrc` or a `pip.conf`, every key of every section, in order. In a `pip.conf` an indented line
 * goes on with the value above it; each word of a value is a fact of its own, as pip reads lists.
 */
export function iniSettings(document: Document): readonly RegistrySetting[] {
  const { text } = document.source;
  const isPip = document.kind === 'pip-conf';
  const settings: RegistrySetting[] = [];
  let key: { text: string; start: number; end: number } | undefined;
  for (const line of linesOf(text)) {
    const { start, end } = trim(text, line);
    if (start >= end || text[start] === '#' || text[start] === ';') continue;
    if (text[start] === '[') {
      key = undefined;
      continue;
    }
    const continues = isPip && key !== undefined && isSpace(text.charCodeAt(line.start));
    let valueStart = start;
    if (!continues) {
      const equals = separatorIn(text, start, end, isPip);
      if (equals === -1) continue;
      const name = trim(text, { start, end: equals });
      key = { text: normal(text.slice(name.start, name.end), isPip), ...name };
      valueStart = equals + 1;
    }
    for (const value of wordsIn(text, valueStart, end, isPip)) {
      settings.push({
        manager: isPip ? 'pip' : 'npm',
        key: key!.text,
        keySpan: { start: key!.start, end: key!.end },
        value: quote(text, value.start, value.end),
        span: continues ? { start: value.start, end: value.end } : { start: key!.start, end: value.end },
        form: 'key',
      });
    }
  }
  return settings;
}

function separatorIn(text: string, start: number, end: number, isPip: boolean): number {
  for (let at = start; at < end; at++) {
    if (text[at] === '=' || (isPip && text[at] === ':')) return at;
  }
  return -1;
}

/** pip takes `_` and `-` alike. npm writes lists as `key[]`. */
function normal(key: string, isPip: boolean): string {
  return isPip ? key.toLowerCase().replaceAll('_', '-') : key.replace(/\[\]$/, '');
}

function* wordsIn(
  text: string,
  start: number,
  end: number,
  split: boolean,
): Generator<{ start: number; end: number }> {
  const whole = trim(text, { start, end });
  if (!split) {
    const quoted = text[whole.start] === '"' && text[whole.end - 1] === '"' && whole.end - whole.start > 1;
    if (whole.end > whole.start) yield quoted ? { start: whole.start + 1, end: whole.end - 1 } : whole;
    return;
  }
  let at = whole.start;
  while (at < whole.end) {
    let stop = at;
    while (stop < whole.end && !isSpace(text.charCodeAt(stop))) stop++;
    if (text[at] === '#' || text[at] === ';') return;
    yield { start: at, end: stop };
    at = stop;
    while (at < whole.end && isSpace(text.charCodeAt(at))) at++;
  }
}
