import type { Document } from '../../document.ts';
import { type MapNode, pairOf, valueAt } from '../../parse/tree.ts';
import { fileOf, type GitlabFile, type GitlabInclude, includesOf } from './file.ts';

/** How many files a pipeline may include, all levels together. GitLab docs, "Use CI/CD configuration from other files". */
const MAX_FILES = 150;

/** The other files of a pipeline. */
export interface Included {
  /** Those that could be read; where two set the same, the first counts. */
  readonly files: readonly GitlabFile[];
  /** What else is included: from elsewhere, under a condition, or not brought yet. */
  readonly unread: readonly GitlabInclude[];
}

const NOTHING: Included = { files: [], unread: [] };

/**
 * Follows the `include` of a pipeline through the files of its repository, when first asked: later entries count before
 * earlier ones, and a file before those that it includes.
 */
export class Includes {
  readonly #document: Document;
  readonly #root: MapNode;
  #found: Included | undefined;
  #lent = 0;

  constructor(document: Document, root: MapNode) {
    this.#document = document;
    this.#root = root;
  }

  get found(): Included {
    const lent = this.#document.services.files?.size ?? 0;
    // What the host had not brought may be there by now.
    if (!this.#found || this.#lent !== lent) this.#found = this.#find();
    this.#lent = lent;
    return this.#found;
  }

  #find(): Included {
    if (!pairOf(this.#root, 'include')) return NOTHING;
    const found = { files: [], unread: [] };
    follow(this.#document, this.#root, new Set(), found);
    return found;
  }
}

function follow(
  document: Document,
  root: MapNode,
  seen: Set<string>,
  found: { readonly files: GitlabFile[]; readonly unread: GitlabInclude[] },
): void {
  for (const include of includesOf(valueAt(root, 'include')).toReversed()) {
    const path = pathOf(include);
    if (path !== undefined && seen.has(path)) continue;
    // GitLab takes the path's word for it that this is a part of a pipeline.
    const other =
      path !== undefined && seen.size < MAX_FILES ? document.neighbour(path, 'gitlab-ci') : undefined;
    if (path === undefined || !other) {
      found.unread.push(include);
      continue;
    }
    seen.add(path);
    const file = fileOf(other);
    found.files.push(file);
    // Parsing costs far more than looking: most files include nothing.
    if (file.mentions('include') && file.root) follow(other, file.root, seen, found);
  }
}

/** The one file that an entry names for certain, from the root of the repository. */
function pathOf({ kind, target, node }: GitlabInclude): string | undefined {
  if (kind !== 'local' || pairOf(node, 'rules') || /[$*?[\]{}]/.test(target.text)) return undefined;
  return target.text.replace(/^(?:\.?\/)+/, '');
}
