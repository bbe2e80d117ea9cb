// Scores the engine against the test suites of other tools: `npm run conformance -- [cases folder] [suite…]`. The folder
// is `../shared/cases` (or in `PIPEWARDEN_SHARED`) unless given. With suites, their tables rule by rule.
//   --misses --extra   list where we differ and the written list has no reason; --excused where it has one
//   --rule=ID,…        only these rules of the peer
//   --corpus[=FOLDER]  also apply all fixes to real files (../shared/corpus unless given)
//   --write            write docs/conformance.md
// Suites have more to list: zizmor --severities, zizmor-fixes --differences, pipeline-check --noise, sisakulint --all.
import { existsSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { validDisagreements } from './disagreements.mjs';
import { loadEngine, repository, sharedFolder } from './engine.mjs';
import { page } from './page.mjs';
import { fixes, NAMES, SUITES } from './suites.mjs';
import { alignedLines, share } from './tally.mjs';

const { folder, corpus, chosen, options } = readArguments(process.argv.slice(2));
const disagreements = validDisagreements(NAMES);
if (!existsSync(folder)) {
  console.log(`skipped: there is no ${folder}`);
} else {
  const tallies = await scoreAll();
  const stale = tallies.flatMap((tally) => tally.stale());
  for (const tally of chosen.size > 0 ? tallies : []) console.log(`${detail(tally).join('\n')}\n`);
  const rows = summary(tallies);
  console.log(alignedLines(rows).join('\n'));
  for (const entry of stale) console.log(`stale disagreement, it excuses nothing: ${JSON.stringify(entry)}`);
  if (options.flags.has('write')) write(rows);
}

async function scoreAll() {
  const engine = await loadEngine();
  const tallies = [];
  const run = async ({ suite, score }, place, table) => {
    if (chosen.size > 0 && !chosen.has(suite.name)) return;
    if (!existsSync(table)) console.log(`skipped: there is no ${table}`);
    else tallies.push(await score(place, engine, options));
  };
  for (const one of SUITES) await run(one, folder, path.join(folder, one.suite.table));
  if (corpus) await run(fixes, corpus, corpus);
  return tallies;
}

/** `{ folder, corpus, chosen, options }` of the command line; a word that is no suite is the folder. */
function readArguments(args) {
  const flags = new Map(
    args
      .filter((arg) => arg.startsWith('--'))
      .map((arg) => [arg.slice(2).split('=')[0], arg.split('=').slice(1).join('=')]),
  );
  const words = args.filter((arg) => !arg.startsWith('--'));
  const chosen = new Set(words.filter((word) => NAMES.includes(word)));
  const folders = words.filter((word) => !NAMES.includes(word));
  const unknown = folders.find((word) => !existsSync(word) || !statSync(word).isDirectory());
  if (folders.length > 1 || unknown !== undefined) {
    console.log(
      `skipped: there is no folder or suite ${unknown ?? folders[1]} (suites: ${NAMES.join(', ')})`,
    );
    process.exit(0);
  }
  const wantsCorpus = flags.has('corpus') || chosen.has(fixes.suite.name);
  return {
    folder: path.resolve(folders[0] ?? sharedFolder('cases')),
    corpus: wantsCorpus ? path.resolve(flags.get('corpus') || sharedFolder('corpus')) : undefined,
    chosen,
    options: { flags, only: new Set((flags.get('rule') ?? '').split(',').filter(Boolean)) },
  };
}

/** The one table: a row per suite. */
function summary(tallies) {
  const rows = tallies.map((tally) => {
    const { expected, found, located, onLine, extra, fixes, fixed, excused, left } = tally.total();
    return [
      tally.suite,
      share(found, expected),
      expected > 0 ? String(extra) : '-',
      share(onLine, located),
      share(fixed, fixes),
      String(excused),
      String(left),
    ];
  });
  return [['suite', 'recall', 'extra', 'on the line', 'same fix', 'excused', 'left over'], ...rows];
}

/** The table of one suite: a row per rule of the peer, without columns that hold only zeros. */
function detail(tally) {
  const total = tally.total();
  const columns = Object.keys(total).filter((key) => total[key] > 0);
  const row = (name, counts) => [name, ...columns.map((key) => String(counts[key]))];
  const rows = tally.rows().map(([name, counts]) => row(name, counts));
  return alignedLines([[tally.suite, ...columns], ...rows, row('all', total)]);
}

function write(rows) {
  const about = [...SUITES, fixes]
    .map(({ suite }) => suite)
    .filter(({ name }) => rows.some(([first]) => first === name));
  const file = path.join(repository, 'docs/conformance.md');
  writeFileSync(file, page({ rows, about, disagreements }));
  console.log(`wrote ${path.relative(process.cwd(), file)}`);
}
