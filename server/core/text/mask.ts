import type { Span } from './source.ts';

/** Replaces the characters of the spans by `*`, so that columns stay where they are. Line ends are kept. */
export function maskSpans(text: string, spans: readonly Span[]): string {
  let result = text;
  for (const { start, end } of spans) {
    result = result.slice(0, start) + result.slice(start, end).replace(/[^\r\n]/g, '*') + result.slice(end);
  }
  return result;
}

/** A secret as it may be named in a message: its first characters, never more than a fifth of it. */
export function maskSecret(secret: string): string {
  const shown = Math.min(4, Math.floor(secret.length / 5));
  return `${secret.slice(0, shown)}***`;
}
