import type { Step } from '../model/github/step.ts';
import { pairOf, pairsOf } from '../parse/tree.ts';
import type { TextEdit } from '../text/edit.ts';
import type { Source } from '../text/source.ts';
import { indentUnit, insertLines, replaceValue } from './yaml.ts';

/** Gives an input of a step (`with`) a value, replacing the one it has; undefined where no such edit is certain. */
export function setInput(source: Source, step: Step, name: string, value: string): TextEdit | undefined {
  const pair = pairOf(step.node, 'with');
  const existing = pairsOf(pair?.value).find(({ key }) => key.text.toLowerCase() === name);
  if (existing) return replaceValue(source, existing, value);
  const line = `${name}: ${value}`;
  if (pair?.value?.kind === 'map') return insertLines(source, pair.value, [line]);
  return pair ? undefined : insertLines(source, step.node, ['with:', indentUnit(source) + line]);
}
