import { oneEdit } from './edit-kind.ts';
import type { Lookalike } from './lookalike.ts';
import type { NameTable } from './names.ts';

const HOSTS = ['github.com', 'gitlab.com', 'bitbucket.org', 'codeberg.org', 'gitee.com'];
/** Edits that an owner's name is squatted with; the others are mostly other people. */
const TELLING = new Set([
  'transposed letters',
  'doubled letter',
  'letter of a pair left out',
  'letter left out',
  'first letter left out',
  'last letter left out',
  'neighbouring key',
  'lookalike character',
  'letter added inside',
  'letter added at the end',
]);

/**
 * The much used module that a module path resembles: the same repository under an owner whose name is one
 * telling edit away, or the same path on another host. A fork keeps the repository's name under an unlike owner and
 * is none.
 */
export function lookalikeModule(path: string, names: NameTable): Lookalike | undefined {
  const [host = '', owner = '', repository = ''] = path.split('/');
  if (!HOSTS.includes(host) || owner.length < 4 || repository === '') return undefined;
  if (names.has(`${host}/${owner}/${repository}`)) return undefined;
  const elsewhere = `github.com/${owner}/${repository}`;
  if (host !== 'github.com' && names.has(elsewhere)) return { target: elsewhere, kind: 'scope', score: 0.85 };
  if (host !== 'github.com') return undefined;
  for (const { name } of names.ranked) {
    if (!name.startsWith('github.com/')) continue;
    const slash = name.indexOf('/', 11);
    const ownerToo = name.slice(11, slash);
    const repositoryToo = name.slice(slash + 1);
    // An owner's own repositories may well have like names.
    if (owner === ownerToo || repository !== repositoryToo) continue;
    const kind = oneEdit(owner.toLowerCase(), ownerToo.toLowerCase());
    if (kind && TELLING.has(kind)) return { target: name, kind, score: 0.85 };
    const isSuffixed = owner === `${ownerToo}-go` || owner === `go-${ownerToo}`;
    if (isSuffixed) return { target: name, kind: 'affix', score: 0.7 };
  }
  return undefined;
}
