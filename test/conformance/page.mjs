// Writes docs/conformance.md: the numbers, what they measure, and where we mean to differ.
import path from 'node:path';
import { readJson, repository } from './engine.mjs';

const KINDS = {
  miss: 'not reported',
  extra: 'reported in addition',
  later: 'reported in a later profile',
  line: 'reported on another line',
  severity: 'reported with another severity',
  fix: 'fixed otherwise or not at all',
};

/**
 * The page. `rows` is the table with its head, `about` the suites in it, `disagreements` the written list, of which those
 * of other suites are left out.
 */
export function page({ rows, about, disagreements }) {
  const { version } = readJson(path.join(repository, 'package.json'));
  const [head, ...body] = rows;
  return [
    '<!-- Written by `npm run conformance -- --write`. Do not edit. -->',
    '# Conformance',
    `Pipewarden ${version} against the test suites of other tools, ${new Date().toISOString().slice(0, 10)}.`,
    [
      `| ${head.join(' | ')} |`,
      `|---${'|---:'.repeat(head.length - 1)}|`,
      ...body.map((row) => `| ${row.join(' | ')} |`),
    ].join('\n'),
    [
      '- **recall**: of the findings that the suite expects, those that a rule of ours reports. A rule stands for the',
      '  peer’s rules that its page names as equivalents.',
      '- **extra**: findings of those rules where the suite expects none.',
      '- **on the line**: of what was found and has a line in the suite, what begins on that line.',
      '- **same fix**: fixes with the same effect as the suite’s.',
      '- **excused**: differences of any kind that the list below gives a reason for; **left over**: all others.',
    ].join('\n'),
    'Run `npm run conformance -- <cases folder>` for the table, with the name of a suite for its rules, with `--misses` or ' +
      '`--extra` for the places. The cases are the tools’ own and are not part of this repository; ids below are theirs.',
    '## What each suite measures',
    about.map((suite) => `- **${suite.name}**: ${suite.about}`).join('\n'),
    '## Where we mean to differ',
    ...about.flatMap(({ name }) => section(disagreements.filter(({ suite }) => suite === name))),
  ]
    .join('\n\n')
    .concat('\n');
}

/** The entries of one suite: those with the same reason are one item. */
function section(entries) {
  if (entries.length === 0) return [];
  const items = new Map();
  for (const { rule, kind, reason, case: name, line } of entries) {
    const key = JSON.stringify([rule, kind, reason]);
    const places = items.get(key) ?? [];
    if (name) places.push(line === undefined ? `\`${name}\`` : `\`${name}:${line}\``);
    items.set(key, places);
  }
  const lines = [...items].map(([key, places]) => {
    const [rule, kind, reason] = JSON.parse(key);
    const where = places.length > 0 ? ` (${places.join(', ')})` : '';
    return `- \`${rule}\`, ${KINDS[kind]}${where}: ${reason}`;
  });
  return [`### ${entries[0].suite}`, lines.join('\n')];
}
