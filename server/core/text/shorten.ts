/** A text as messages show it: of at most `length` UTF-16 code units, the last of them `…` where something is left out. */
export function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
