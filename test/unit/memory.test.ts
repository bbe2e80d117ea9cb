import { expect, test } from 'vitest';
import { TextMemory } from '../../server/core/text/memory.ts';

function counting() {
  const made: string[] = [];
  const make = (text: string) => {
    made.push(text);
    return { text };
  };
  return { made, make };
}

test('what was made of a text is given again', () => {
  const { made, make } = counting();
  const memory = new TextMemory<{ text: string }>(100);
  const first = memory.recall('a', make);
  expect(memory.recall('a', make)).toBe(first);
  expect(made).toEqual(['a']);
});

test('texts in use stay, those of long ago go', () => {
  const { made, make } = counting();
  const memory = new TextMemory<{ text: string }>(40);
  for (let i = 0; i < 100; i++) {
    memory.recall('kept', make);
    memory.recall(`text ${i}`, make);
  }
  expect(made.filter((text) => text === 'kept')).toHaveLength(1);
  expect(made).toHaveLength(101);
  memory.recall('text 0', make);
  expect(made).toHaveLength(102);
});

test('a text beyond the bound is made, and the next one is remembered all the same', () => {
  const { made, make } = counting();
  const memory = new TextMemory<{ text: string }>(10);
  expect(memory.recall('x'.repeat(50), make).text).toHaveLength(50);
  memory.recall('a', make);
  memory.recall('a', make);
  expect(made).toHaveLength(2);
});
