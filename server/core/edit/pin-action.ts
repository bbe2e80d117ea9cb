import type { Fix } from '../finding.ts';
import { branchNamed, type Ref, type RepositoryRefs, tagNamed, versionTags } from '../model/github/refs.ts';
import type { RepositoryUses } from '../model/github/uses.ts';
import type { TextEdit } from '../text/edit.ts';
import type { Source } from '../text/source.ts';

/** What is known of an action's versions, oldest first: `v4.2.0 <commit>`. */
export type PinTable = Readonly<Record<string, readonly string[]>>;

/**
 * The fix that names a commit instead of a tag, with the version in a comment as update bots read it. Where the
 * repository was asked, that is what the tag or branch names today, else for `v4` the newest version of its kind that the
 * table knows; undefined for a branch then, and where the table does not know.
 */
export function pinAction(
  source: Source,
  uses: RepositoryUses,
  table: PinTable,
  refs?: RepositoryRefs,
): Fix | undefined {
  if (refs) return pinToNamed(source, uses, refs);
  const wanted = numbersOf(uses.ref);
  if (!wanted) return undefined;
  const pins = Object.hasOwn(table, uses.slug) ? table[uses.slug]! : [];
  const pin = pins.findLast((known) => {
    const numbers = numbersOf(known.slice(0, known.indexOf(' ')));
    return numbers !== undefined && wanted.every((number, i) => number === numbers[i]);
  });
  return pin === undefined ? undefined : pinTo(source, uses, pin);
}

/** Pins to what the reference names; undefined where that is nothing, or a tag and a branch that differ. */
function pinToNamed(source: Source, uses: RepositoryUses, refs: RepositoryRefs): Fix | undefined {
  const [tag, branch] = [tagNamed(refs, uses.ref), branchNamed(refs, uses.ref)];
  const ref = tag ?? branch;
  if (!ref || (tag && branch && tag.commit !== branch.commit)) return undefined;
  const versions = versionTags(refs, ref.commit);
  const version = versions.find((name) => name.startsWith(`${uses.ref}.`)) ?? (tag ? uses.ref : versions[0]);
  return pinToTag(source, uses, { name: version ?? uses.ref, commit: ref.commit });
}

/** Pins to the commit of a tag, whose name becomes the comment. */
export function pinToTag(source: Source, uses: RepositoryUses, { name, commit }: Ref): Fix | undefined {
  // A comment ends with its line; names that bots do not read are none of a version.
  return /^[\w./+-]{1,80}$/.test(name) ? pinTo(source, uses, `${name} ${commit}`) : undefined;
}

/** Takes the commit of the tag whose version the comment behind the reference says already. */
export function takeSaidTag(uses: RepositoryUses, { name, commit }: Ref): Fix | undefined {
  if (uses.node.alias) return undefined;
  return {
    title: `Pin to ${commit.slice(0, 7)} (${name.slice(0, 40)})`,
    safety: 'unsafe',
    edits: [{ span: uses.refSpan, newText: commit }],
  };
}

/** Pins to the newest version that the table knows, whatever the reference says now. */
export function pinToNewest(source: Source, uses: RepositoryUses, table: PinTable): Fix | undefined {
  const pin = Object.hasOwn(table, uses.slug) ? table[uses.slug]!.at(-1) : undefined;
  return pin === undefined ? undefined : pinTo(source, uses, pin);
}

function pinTo(source: Source, uses: RepositoryUses, pin: string): Fix | undefined {
  const [version = '', commit = ''] = pin.split(' ');
  const comment = versionComment(source, uses, version);
  if (uses.node.alias || uses.ref === '' || !comment) return undefined;
  return {
    title: `Pin to ${commit.slice(0, 7)} (${version})`,
    safety: 'unsafe',
    edits: [{ span: uses.refSpan, newText: commit }, comment],
  };
}

/** Puts the version behind the value, before what a comment there says; undefined where no comment can stand. */
function versionComment(source: Source, { node }: RepositoryUses, version: string): TextEdit | undefined {
  const { end } = node.span;
  const rest = source.text.slice(end, source.lineSpan(source.lineAt(end)).end);
  const comment = rest.trim();
  if (node.style === 'literal' || node.style === 'folded') return undefined;
  if (comment === '') return { span: { start: end, end }, newText: ` # ${version}` };
  if (!comment.startsWith('#')) return undefined;
  const start = end + rest.indexOf('#');
  // A version alone is replaced: it says what the tag said.
  const isVersion = /^(?:tag=|pin@)?v?\d[\w.]*$/.test(comment.slice(1).trim());
  if (isVersion) return { span: { start, end: end + rest.trimEnd().length }, newText: `# ${version}` };
  return { span: { start, end: start }, newText: `# ${version} ` };
}

/** `v4.2.0` as numbers; undefined for anything else. */
function numbersOf(ref: string): readonly number[] | undefined {
  const match = /^v?(\d{1,6})(?:\.(\d{1,6}))?(?:\.(\d{1,6}))?$/.exec(ref);
  return match?.slice(1).flatMap((part) => (part === undefined ? [] : [Number(part)]));
}
