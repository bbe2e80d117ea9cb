import { expect, test } from 'vitest';
import { Document } from '../../../server/core/document.ts';
import { Source } from '../../../server/core/text/source.ts';
import { services } from '../../support/lint.ts';

function documentOf(text: string): Document {
  return new Document(new Source('Dockerfile', text), 'dockerfile', services);
}

test('instructions, stages and pairs are read', () => {
  const text = `# syntax=docker/dockerfile:1
ARG BASE=node:22
FROM --platform=$BUILDPLATFORM $BASE AS build
ENV A=1 B="two words" \\
    # a comment
    C=c\\ d
ENV OLD some value
LABEL x=y
from build
`;
  const [file] = documentOf(text).facet('dockerfile');
  expect(file!.instructions.map(({ keyword }) => keyword)).toEqual([
    'ARG',
    'FROM',
    'ENV',
    'ENV',
    'LABEL',
    'FROM',
  ]);
  expect(file!.stages.map(({ image, name, isStage }) => [image.text, name?.text, isStage])).toEqual([
    ['$BASE', 'build', false],
    ['build', undefined, true],
  ]);
  expect(file!.stages[0]!.from.flags.map((flag) => flag.text)).toEqual(['--platform=$BUILDPLATFORM']);
  expect(file!.pairs.map(({ name, value }) => [name, value])).toEqual([
    ['BASE', 'node:22'],
    ['A', '1'],
    ['B', 'two words'],
    ['C', 'c d'],
    ['OLD', 'some value'],
    ['x', 'y'],
  ]);
  for (const { name, nameSpan } of file!.pairs) expect(text.slice(nameSpan.start, nameSpan.end)).toBe(name);
  const pair = file!.pairs[2]!;
  expect(text.slice(pair.valueSpan.start, pair.valueSpan.end)).toBe('"two words"');
});

test('scripts of RUN keep their place in the file', () => {
  const text = `FROM alpine
RUN --mount=type=secret,id=x apk add \\
  # why

  curl && \\
  curl -k https://x
RUN ["/bin/bash", "-c", "echo \\"a\\" b"]
RUN ["make", "all"]
RUN <<EOF
set -e
apk add git
EOF
RUN cat > f <<'E2' && ls
body
E2
CMD x
`;
  const document = documentOf(text);
  const shown = document.facet('script').map((script) =>
    script.commands.map((command) => {
      const { start, end } = script.spanOf(command);
      const span = script.spanOf(command.args.at(-1) ?? command);
      return [
        command.name,
        command.args.length,
        text.slice(start, end).length > 0,
        text.slice(span.start, span.end),
      ];
    }),
  );
  expect(shown).toEqual([
    [
      ['apk', 2, true, 'curl'],
      ['curl', 2, true, 'https://x'],
    ],
    [['echo', 2, true, 'b']],
    [
      ['set', 1, true, '-e'],
      ['apk', 2, true, 'git'],
    ],
    [
      ['cat', 0, true, text.slice(text.indexOf('cat > f'), text.indexOf('CMD') - 1)],
      ['ls', 0, true, 'ls'],
    ],
  ]);
  expect(document.facet('dockerfile')[0]!.instructions.map(({ keyword }) => keyword)).toEqual([
    'FROM',
    'RUN',
    'RUN',
    'RUN',
    'RUN',
    'RUN',
    'CMD',
  ]);
});
