import type { Ref, RepositoryRefs } from '../core/model/github/refs.ts';

/*
 * The few words of git's protocol, version 2, that are spoken here: https://git-scm.com/docs/gitprotocol-v2. Requests are
 * text; answers are bytes of a server that may say anything, and are read without trust in them.
 */

/** So many branches and tags of a repository are looked at; one with more counts as not known. */
const MAX_REFS = 20_000;

/** Asks for all branches and tags, with the commits behind annotated tags. */
export function lsRefsRequest(): string {
  const args = ['peel', 'ref-prefix refs/heads/', 'ref-prefix refs/tags/'];
  return `${line('command=ls-refs')}0001${args.map(line).join('')}0000`;
}

/**
 * Asks for what the commit `want` has and the commits `haves` have not. What comes back is empty exactly when `want` is
 * one of `haves` or an ancestor of one.
 */
export function fetchRequest(want: string, haves: Iterable<string>): string {
  const args = ['no-progress', 'filter tree:0', `want ${want}`];
  for (const have of haves) args.push(`have ${have}`);
  args.push('done');
  return `${line('command=fetch')}0001${args.map(line).join('')}0000`;
}

/** The branches and tags of an answer to `lsRefsRequest`; undefined for an answer that is not whole, or is none. */
export function readRefs(bytes: Buffer): RepositoryRefs | undefined {
  const packets = readPackets(bytes);
  if (packets?.at(-1) !== 'flush' || packets.length > MAX_REFS + 1) return undefined;
  const tags: Ref[] = [];
  const branches: Ref[] = [];
  for (const packet of packets.slice(0, -1)) {
    if (typeof packet === 'string') return undefined;
    const match = /^([0-9a-f]{40}) refs\/(heads|tags)\/([^\0- \x7f]{1,500})(?: peeled:([0-9a-f]{40}))?$/.exec(
      packet.toString('utf8').trimEnd(),
    );
    if (!match) return undefined;
    const [, object = '', where, name = '', peeled] = match;
    if (where === 'heads') branches.push({ name, commit: object });
    else tags.push(peeled === undefined ? { name, commit: object } : { name, commit: peeled, object });
  }
  // A repository that anybody uses has a branch.
  return branches.length > 0 ? { tags, branches } : undefined;
}

/**
 * The answer to `fetchRequest`, or as much of it as was read: true when nothing is lacking, false when something is, or the
 * server does not have the commit at all; undefined for an answer that says neither.
 */
export function readLacksNothing(bytes: Buffer): boolean | undefined {
  const packets = readPackets(bytes) ?? [];
  const [first, ...rest] = packets.filter((packet) => typeof packet !== 'string');
  const text = first?.toString('latin1').trimEnd() ?? '';
  if (/^ERR (?:upload-pack: )?not our ref /.test(text)) return false;
  if (text !== 'packfile') return undefined;
  // The first byte says what the others are; 1 is the pack itself: a name, its version and how many objects it has.
  const pack = Buffer.concat(rest.filter((packet) => packet[0] === 1).map((packet) => packet.subarray(1)));
  if (pack.length < 12 || pack.toString('latin1', 0, 4) !== 'PACK') return undefined;
  return pack.readUInt32BE(8) === 0;
}

function line(text: string): string {
  return `${(text.length + 5).toString(16).padStart(4, '0')}${text}\n`;
}

/** Splits into packets, the last of which may be cut off and is left out then. Undefined for bytes of another form. */
function readPackets(bytes: Buffer): readonly (Buffer | 'flush' | 'other')[] | undefined {
  const packets: (Buffer | 'flush' | 'other')[] = [];
  for (let at = 0; at + 4 <= bytes.length; ) {
    const head = bytes.toString('latin1', at, at + 4);
    if (!/^[0-9a-f]{4}$/.test(head)) return undefined;
    const length = Number.parseInt(head, 16);
    if (length < 4) packets.push(length === 0 ? 'flush' : 'other');
    else if (at + length <= bytes.length) packets.push(bytes.subarray(at + 4, at + length));
    else break;
    at += Math.max(length, 4);
  }
  return packets;
}
