import type { Source, Span } from '../../text/source.ts';

/** Lines that a finding may span so that its head is in sight. */
const MAX_LINES = 3;

/** The place from its head (`env:`, the first key of a step) on, where the head is near; else the place alone. */
export function fromHead(source: Source, head: Span, place: Span): Span {
  const lines = source.lineAt(place.start) - source.lineAt(head.start);
  return lines > 0 && lines < MAX_LINES ? { start: head.start, end: place.end } : place;
}
