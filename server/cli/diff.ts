/** Lines of context around a change. */
const CONTEXT = 3;
/** Past this many changed lines the shortest difference is not looked for. */
const MAX_DISTANCE = 2000;

/** A text line by line: what is compared and what is shown, which may be masked. */
export interface DiffSide {
  readonly text: string;
  /** As long as `text`, with what must not be seen replaced. */
  readonly shown: string;
}

/** One line of the difference: kept, removed or added; the numbers count from 0. */
interface Step {
  readonly is: ' ' | '-' | '+';
  readonly old: number;
  readonly new: number;
}

/** The difference of two texts in the unified format; empty where there is none. `path` stands in the heading. */
export function unifiedDiff(path: string, before: DiffSide, after: DiffSide): string {
  if (before.text === after.text) return '';
  const [a, b] = [splitLines(before.text), splitLines(after.text)];
  const [shownA, shownB] = [splitLines(before.shown), splitLines(after.shown)];
  const steps = compare(a, b);
  const lines = [`--- a/${path}\n`, `+++ b/${path}\n`];
  for (const [first, end] of hunks(steps)) {
    const part = steps.slice(first, end);
    const count = (skip: '+' | '-'): number => part.filter((step) => step.is !== skip).length;
    const { old: oldStart, new: newStart } = part[0]!;
    lines.push(`@@ -${rangeOf(oldStart, count('+'))} +${rangeOf(newStart, count('-'))} @@\n`);
    for (const step of part) {
      const line = step.is === '+' ? shownB[step.new]! : shownA[step.old]!;
      lines.push(`${step.is}${line}${line.endsWith('\n') ? '' : '\n\\ No newline at end of file\n'}`);
    }
  }
  return lines.join('');
}

function rangeOf(start: number, count: number): string {
  const first = count === 0 ? start : start + 1;
  return count === 1 ? `${first}` : `${first},${count}`;
}

function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+/g) ?? [];
}

/** Index pairs into the steps: changes with their context, joined where they come near each other. */
function hunks(steps: readonly Step[]): [number, number][] {
  const result: [number, number][] = [];
  for (const [i, step] of steps.entries()) {
    if (step.is === ' ') continue;
    const first = Math.max(0, i - CONTEXT);
    const end = Math.min(steps.length, i + CONTEXT + 1);
    const last = result.at(-1);
    if (last && first <= last[1]) last[1] = end;
    else result.push([first, end]);
  }
  return result;
}

function compare(a: readonly string[], b: readonly string[]): Step[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  const same = (i: number, shift: number): Step => ({ is: ' ', old: i, new: i + shift });
  return [
    ...Array.from({ length: head }, (_, i) => same(i, 0)),
    ...myers(a.slice(head, a.length - tail), b.slice(head, b.length - tail)).map((step) => ({
      is: step.is,
      old: step.old + head,
      new: step.new + head,
    })),
    ...Array.from({ length: tail }, (_, i) => same(a.length - tail + i, b.length - a.length)),
  ];
}

/** E. Myers, "An O(ND) difference algorithm": the fewest removed and added lines. */
function myers(a: readonly string[], b: readonly string[]): Step[] {
  const rounds: Int32Array[] = [];
  const max = Math.min(a.length + b.length, MAX_DISTANCE);
  const reach = new Int32Array(2 * max + 3);
  for (let d = 0; d <= max; d++) {
    rounds.push(reach.slice());
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && reach[max + k]! < reach[max + k + 2]!);
      let x = down ? reach[max + k + 2]! : reach[max + k]! + 1;
      let y = x - k;
      while (x < a.length && y < b.length && a[x] === b[y]) {
        x++;
        y++;
      }
      reach[max + k + 1] = x;
      if (x >= a.length && y >= b.length) return trace(rounds, a.length, b.length, max);
    }
  }
  // Too different to be worth it: all out, all in.
  return [
    ...a.map((_, i): Step => ({ is: '-', old: i, new: 0 })),
    ...b.map((_, i): Step => ({ is: '+', old: a.length, new: i })),
  ];
}

function trace(rounds: readonly Int32Array[], endX: number, endY: number, max: number): Step[] {
  const steps: Step[] = [];
  let [x, y] = [endX, endY];
  for (let d = rounds.length - 1; d >= 0; d--) {
    const reach = rounds[d]!;
    const k = x - y;
    const down = k === -d || (k !== d && reach[max + k]! < reach[max + k + 2]!);
    const before = down ? k + 1 : k - 1;
    const fromX = d === 0 ? 0 : reach[max + before + 1]!;
    const fromY = d === 0 ? 0 : fromX - before;
    while (x > fromX && y > fromY) steps.push({ is: ' ', old: --x, new: --y });
    if (d === 0) break;
    if (down) steps.push({ is: '+', old: x, new: --y });
    else steps.push({ is: '-', old: --x, new: y });
  }
  return steps.reverse();
}
