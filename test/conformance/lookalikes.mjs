// Scores `lookalike-package` against published typosquats, and against honest packages whose names are near popular ones.
import path from 'node:path';
import { readJson } from './engine.mjs';
import { newTally } from './tally.mjs';

export const suite = {
  name: 'lookalikes',
  table: 'typosquats.json',
  about:
    'Names of published typosquats, each written into a manifest of its ecosystem; those whose target the source states ' +
    'count for recall. Honest packages with names near popular ones (`legit_near_names.json`) must stay silent.',
};

const RULES = new Set(['lookalike-package', 'lookalike-action']);

/** A manifest with one package on each line, in the ecosystems whose manifests we read. */
const MANIFESTS = {
  npm: (names) => ['package.json', JSON.stringify({ dependencies: versions(names) }, null, 1)],
  pypi: (names) => ['requirements.txt', names.map((name) => `${name}==1.0.0`).join('\n')],
  rubygems: (names) => ['Gemfile', names.map((name) => `gem '${name}', '1.0.0'`).join('\n')],
  'crates.io': (names) => [
    'Cargo.toml',
    ['[dependencies]', ...names.map((name) => `${name} = "1.0.0"`)].join('\n'),
  ],
  go: (names) => [
    'go.mod',
    ['module example.com/m', 'require (', ...names.map((name) => `${name} v1.0.0`), ')'].join('\n'),
  ],
};

export function score(folder, engine, options) {
  const tally = newTally('lookalikes', options, ['negatives', 'clean']);
  const squats = readJson(path.join(folder, suite.table)).filter(
    ({ target_basis: basis }) => basis === 'stated',
  );
  for (const [ecosystem, names] of namesBy(squats)) {
    const reported = reportedIn(engine, ecosystem, names);
    for (const name of names) {
      tally.count(ecosystem, 'expected');
      if (reported.has(name)) tally.count(ecosystem, 'found');
      else tally.differ({ kind: 'miss', rule: ecosystem, case: name }, '');
    }
  }
  for (const [ecosystem, names] of namesBy(readJson(path.join(folder, 'legit_near_names.json')))) {
    const reported = reportedIn(engine, ecosystem, names);
    for (const name of names) {
      tally.count(ecosystem, 'negatives');
      tally.count(ecosystem, 'clean', !reported.has(name));
      if (reported.has(name)) tally.differ({ kind: 'extra', rule: ecosystem, case: name }, '');
    }
  }
  return tally;
}

/** The names of each ecosystem that has a manifest, each name once. */
function namesBy(entries) {
  return Object.keys(MANIFESTS).map((ecosystem) => [
    ecosystem,
    [...new Set(entries.filter((entry) => entry.ecosystem === ecosystem).map(({ name }) => name))],
  ]);
}

/** The names on whose lines a finding begins. */
function reportedIn({ lintText }, ecosystem, names) {
  const [place, text] = MANIFESTS[ecosystem](names);
  const lines = text.split('\n');
  const first = lines.findIndex((line) => line.includes(names[0]));
  return new Set(
    lintText(place, text)
      .findings.filter(({ ruleId }) => RULES.has(ruleId))
      .map(({ range }) => names[range.start.line - 1 - first]),
  );
}

function versions(names) {
  return Object.fromEntries(names.map((name) => [name, '1.0.0']));
}
