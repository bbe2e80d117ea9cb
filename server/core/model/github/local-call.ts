import type { Document } from '../../document.ts';
import type { ScalarNode } from '../../parse/tree.ts';
import type { LocalUses } from './uses.ts';

/** The names of an action's metadata, in the order GitHub looks for them. */
const METADATA = ['action.yml', 'action.yaml'];

/**
 * The workflow or action of the same repository that a `uses` names; undefined where it is not known, be it that there is
 * none, or that the host has not brought it yet.
 */
export function calledDocument(document: Document, { path }: LocalUses): Document | undefined {
  const name = path.replace(/^[.$]\/*/, '').replace(/\/+$/, '');
  if (name.includes('$')) return undefined;
  if (/\.ya?ml$/.test(name)) return document.neighbour(name) ?? undefined;
  for (const file of METADATA) {
    const found = document.neighbour(name === '' ? file : `${name}/${file}`);
    if (found !== null) return found;
  }
  return undefined;
}

/** A call of a workflow or action of the same repository, with its inputs by lower-case name. */
export interface Call {
  readonly uses: LocalUses;
  readonly input: (name: string) => ScalarNode | undefined;
}
