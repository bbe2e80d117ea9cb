// Writes rules/data/popular-names.ts from the lists in scripts/popular-names/ (kept by hand, most used first) and from
// the names of packages that Debian has packaged, which are known to be honest but are no targets by themselves.
// It reads apt's local package lists (`apt-get update` refreshes them); without apt the Debian names of the last run stay.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const FOLDER = 'scripts/popular-names';
const OUTPUT = 'rules/data/popular-names.ts';
/** Of a brace list only so many are targets: the rest of a large family is known, but seldom typed by hand. */
const TARGETS_OF_FAMILY = 60;

const DEBIAN = {
  npm: { prefix: 'node-', name: npmName },
  pypi: { prefix: 'python3-', name: (name) => name },
  rubygems: { prefix: 'ruby-', name: (name) => name },
  crates: { prefix: 'librust-', name: crateName },
};

/** Debian writes `@types/x` as `node-types-x`; other scopes cannot be told from plain names. */
function npmName(name) {
  return name.startsWith('types-') ? `@types/${name.slice(6)}` : name;
}

/** `librust-name-1+feature-dev`: only the plain names. */
function crateName(name) {
  return /^[a-z0-9-]+-dev$/.test(name) && !/-\d[\d.]*-dev$/.test(name) ? name.slice(0, -4) : undefined;
}

function packageNames(prefix) {
  try {
    return execFileSync('apt-cache', ['pkgnames', prefix], { encoding: 'utf8', maxBuffer: 1 << 26 }).split(
      '\n',
    );
  } catch {
    return [];
  }
}

/** Expands brace lists, nested ones too, and says of each name whether it is a target. */
function expand(word, target = true) {
  const open = word.indexOf('{');
  if (open === -1) return [{ name: word, target }];
  let depth = 0;
  let close = open;
  const commas = [open];
  for (; close < word.length; close++) {
    if (word[close] === '{') depth++;
    else if (word[close] === '}' && --depth === 0) break;
    else if (word[close] === ',' && depth === 1) commas.push(close);
  }
  commas.push(close);
  const [before, after] = [word.slice(0, open), word.slice(close + 1)];
  return commas
    .slice(1)
    .flatMap((end, i) =>
      expand(before + word.slice(commas[i] + 1, end) + after, target && i < TARGETS_OF_FAMILY),
    );
}

/** Words apart, but not inside braces; a `]` typed for a `}` is taken as one. */
function words(text) {
  const found = [];
  let depth = 0;
  let word = '';
  for (const char of `${text.replaceAll(']', '}')} `) {
    if (char === '{') depth++;
    else if (char === '}') depth--;
    if (/\s/.test(char) && depth <= 0) {
      if (word !== '') found.push(word);
      word = '';
      depth = 0;
    } else if (!/\s/.test(char)) word += char;
  }
  return found;
}

/** PEP 503 for PyPI, `_` and `-` alike for crates; other registries take names as they are. */
function normal(ecosystem, name) {
  if (ecosystem === 'pypi') return name.toLowerCase().replace(/[-_.]+/g, '-');
  if (ecosystem === 'crates') return name.toLowerCase().replaceAll('_', '-');
  return ecosystem === 'go' ? name : name.toLowerCase();
}

function before(ecosystem) {
  if (!existsSync(OUTPUT)) return [];
  const line = readFileSync(OUTPUT, 'utf8').match(
    new RegExp(`^  ${ecosystem}: \\{\\n.*\\n    known: '(.*)'`, 'm'),
  );
  return line ? decode(line[1]) : [];
}

/** Sorted names, each as the number of characters it shares with the one before (base 36) and the rest. */
function encode(names) {
  let last = '';
  return [...names]
    .sort()
    .map((name) => {
      let shared = 0;
      while (shared < 35 && shared < name.length && name[shared] === last[shared]) shared++;
      last = name;
      return shared.toString(36) + name.slice(shared);
    })
    .join(' ');
}

function decode(text) {
  let last = '';
  return text.split(' ').map((word) => {
    last = last.slice(0, Number.parseInt(word[0], 36)) + word.slice(1);
    return last;
  });
}

const parts = [];
for (const ecosystem of ['npm', 'pypi', 'crates', 'rubygems', 'go']) {
  const text = readFileSync(`${FOLDER}/${ecosystem}.txt`, 'utf8').replace(/^#.*$/gm, '');
  const listed = words(text)
    .flatMap((word) => expand(word))
    .filter(({ name }) => /^[@\w][\w./@-]*\w$/.test(name));
  const targets = new Map();
  for (const { name, target } of listed) {
    const key = normal(ecosystem, name);
    if (target && !targets.has(key)) targets.set(key, name);
  }
  const known = new Set(listed.map(({ name }) => normal(ecosystem, name)));
  const debian = DEBIAN[ecosystem];
  const packaged = debian ? packageNames(debian.prefix) : [];
  for (const full of packaged) {
    const name = debian.name(full.slice(debian.prefix.length));
    if (name && /^[@a-z0-9][a-z0-9@/._-]*$/.test(name)) known.add(normal(ecosystem, name));
  }
  if (debian && packaged.length < 2) for (const name of before(ecosystem)) known.add(name);
  for (const key of targets.keys()) known.delete(key);
  parts.push(
    `  ${ecosystem}: {\n    targets: '${[...targets.values()].join(' ')}',\n    known: '${encode(known)}',\n  },`,
  );
  console.error(`${ecosystem}: ${targets.size} targets, ${known.size} more known names`);
}
const date = new Date().toISOString().slice(0, 10);
writeFileSync(
  OUTPUT,
  `/**
 * Names of packages, by registry. Written by scripts/refresh-popular-names.mjs on ${date} from the lists kept by hand in
 * scripts/popular-names/ and from the names of the packages in Debian. Do not edit.
 *
 * \`targets\`: names that lookalikes imitate, most used first, as written, apart by blanks. \`known\`: further honest names,
 * normalised and sorted; each word is the number of characters shared with the name before (base 36) and the rest.
 */
export const POPULAR_NAMES = {
${parts.join('\n')}
} as const;
`,
);
