// Scores the engine against sisakulint's vulnerable and safe workflows, many of them after published advisories. A pair
// is told apart when a rule reports in the vulnerable file and not in the safe twin, in the default or strict profile.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { equivalentsIn, readJson } from './engine.mjs';
import { newTally } from './tally.mjs';

export const suite = {
  name: 'sisakulint',
  table: 'sisaku_pairs.json',
  about:
    'sisakulint’s vulnerable workflows and their safe twins, many after published advisories. A pair counts as found if ' +
    'a rule reports in the vulnerable file and not in the twin, in the default or strict profile; a vulnerable file ' +
    'without a twin if any rule reports.',
};

export function score(folder, engine, options) {
  const tally = newTally('sisakulint', options, ['byEquivalent']);
  const peers = equivalentsIn(engine, 'sisakulint');
  const known = new Set([...peers.values()].flatMap((names) => [...names]));

  /** How often each rule reports in a file, in the default or strict profile. */
  function rulesIn(file) {
    const counts = new Map();
    const place = `.github/workflows/${path.basename(file)}`;
    const report = engine.lintText(place, readFileSync(file, 'utf8'), { config: { profile: 'strict' } });
    for (const { ruleId, suppressed } of report.findings)
      if (!suppressed) counts.set(ruleId, (counts.get(ruleId) ?? 0) + 1);
    return counts;
  }

  for (const [stem, { vulnerable, safe }] of pairsIn(folder)) {
    if (!vulnerable) continue;
    const rule = safe ? 'pairs' : 'vulnerable, no twin';
    const bad = rulesIn(vulnerable);
    const good = safe ? rulesIn(safe) : new Map();
    const only = [...bad.keys()].filter((id) => !good.has(id));
    tally.count(rule, 'expected');
    if (only.length > 0) tally.count(rule, 'found');
    else tally.differ({ kind: 'miss', rule: 'pairs', case: stem }, `both: ${[...bad.keys()].join(', ')}`);
    // Where rules of ours name the peer's rule that the pair is about, one of those should tell.
    const mapped = [...known].filter((name) => stem.startsWith(name) || name.startsWith(stem));
    const equivalents = [...peers].filter(([, names]) => mapped.some((name) => names.has(name)));
    tally.count(
      rule,
      'byEquivalent',
      only.some((id) => equivalents.length === 0 || equivalents.some(([other]) => other === id)),
    );
    tally.list('all', `${rule} ${stem}: only [${only.join(', ')}] safe [${[...good.keys()].join(', ')}]`);
  }
  return tally;
}

/** The files of each stem, by their label, in the order of the stems. */
function pairsIn(folder) {
  const pairs = new Map();
  for (const entry of readJson(path.join(folder, suite.table)).files) {
    const file = path.join(folder, 'files/sisakulint', entry.file);
    if (existsSync(file)) pairs.set(entry.stem, { ...pairs.get(entry.stem), [entry.label]: file });
  }
  return [...pairs].sort(([a], [b]) => (a < b ? -1 : 1));
}
