import { type Interpolation, interpolationsOf } from '../parse/expression.ts';
import type { ScalarNode } from '../parse/tree.ts';

/**
 * How a script's language reads the place of each `${{ … }}`: `read` goes through a script once for all of them, and what
 * it tells is kept as long as the script.
 */
export function quotingWith<Place>(
  read: (text: string, fences: readonly Interpolation[]) => readonly Place[],
): (script: ScalarNode, interpolation: Interpolation) => Place | undefined {
  const known = new WeakMap<ScalarNode, ReadonlyMap<number, Place>>();
  return (script, { start }) => {
    let places = known.get(script);
    if (!places) {
      const fences = interpolationsOf(script);
      places = new Map(read(script.text, fences).map((place, i) => [fences[i]!.start, place]));
      known.set(script, places);
    }
    return places.get(start);
  };
}
