import { compileGlob } from '../../config/glob.ts';
import type { Document } from '../../document.ts';
import { pairOf, valueAt } from '../../parse/tree.ts';
import type { Source } from '../../text/source.ts';
import { fileOf, type GitlabFile, type GitlabInclude, includesOf } from './file.ts';

/** How many files a pipeline may include, all levels together. GitLab docs, "Use CI/CD configuration from other files". */
const MAX_FILES = 150;
/** Where a pipeline begins, unless the project's settings say otherwise. */
const ENTRY = '.gitlab-ci.yml';

const WILDCARD = /[*?[\]{}]/;

/** The other files of a pipeline. */
export interface Included {
  /** Those that count before this file, where it is a fragment: the one that includes it, and what that includes later. */
  readonly above: readonly GitlabFile[];
  /** Those that count after it and could be read; where two set the same, the first counts. */
  readonly files: readonly GitlabFile[];
  /** What else is included: from elsewhere, under a condition, or not brought yet. */
  readonly unread: readonly GitlabInclude[];
  /** The entries that make this file a part of the repository's pipeline, or start it as a pipeline of its own. */
  readonly callers: readonly GitlabCaller[];
  /** False for a part of a pipeline whose other parts are not known. */
  readonly isWhole: boolean;
}

/** An entry of another file's `include`, or of a job's `trigger: include`. */
export interface GitlabCaller {
  readonly include: GitlabInclude;
  /** The file that the entry is in. */
  readonly source: Source;
}

/**
 * Follows the `include` of a pipeline through the files of its repository, when first asked: later entries count before
 * earlier ones, and a file before those that it includes. A file that the repository's pipeline includes is read as a
 * part of that.
 */
export class Includes {
  readonly #document: Document;
  readonly #own: GitlabFile;
  #found: Included | undefined;
  #lent = 0;

  constructor(document: Document, own: GitlabFile) {
    this.#document = document;
    this.#own = own;
  }

  get found(): Included {
    const lent = this.#document.services.files?.size ?? 0;
    // What the host had not brought may be there by now.
    if (!this.#found || this.#lent !== lent) this.#found = this.#find();
    this.#lent = lent;
    return this.#found;
  }

  #find(): Included {
    const document = this.#document;
    const { path } = document.source;
    const entry = path === ENTRY ? null : document.neighbour(ENTRY, 'gitlab-ci');
    if (entry && entry.source.text !== document.source.text) {
      const file = fileOf(entry);
      const walk = new Walk(document, this.#own);
      walk.follow(entry, file);
      if (walk.found.callers.length > 0) return { ...walk.found, above: [file, ...walk.found.above] };
      if (walk.starters.length > 0)
        return { ...new Walk(document, this.#own).started().found, callers: walk.starters };
    }
    const { found } = new Walk(document, this.#own).started();
    return { ...found, isWhole: isEntry(document, entry) };
  }
}

/** True for a file that may stand for a pipeline of its own although nothing in the repository says so. */
function isEntry(document: Document, entry: Document | null | undefined): boolean {
  const { path } = document.source;
  if (path === ENTRY || path.endsWith(`/${ENTRY}`)) return true;
  // In a repository with a pipeline all else is a part of one, be it that of a project which takes it from here.
  return entry === undefined ? document.services.files === undefined : entry === null;
}

/** A way through the files of a pipeline. */
class Walk {
  readonly found = {
    above: [] as GitlabFile[],
    files: [] as GitlabFile[],
    unread: [] as GitlabInclude[],
    callers: [] as GitlabCaller[],
    isWhole: true,
  };
  /** The jobs' entries that start the file as a pipeline of its own. */
  readonly starters: GitlabCaller[] = [];
  readonly #document: Document;
  readonly #own: GitlabFile;
  readonly #seen = new Set<string>();
  #isBehind = false;

  constructor(document: Document, own: GitlabFile) {
    this.#document = document;
    this.#own = own;
  }

  /** From the file itself on. */
  started(): this {
    this.#isBehind = true;
    this.follow(this.#document, this.#own);
    return this;
  }

  follow(document: Document, file: GitlabFile): void {
    // Parsing costs far more than looking: most files include nothing.
    if (!file.mentions('include') || !file.root) return;
    for (const include of includesOf(valueAt(file.root, 'include')).toReversed())
      this.#take(include, document);
    if (document === this.#document || !file.mentions('trigger')) return;
    for (const { value } of file.jobs.values())
      for (const include of includesOf(valueAt(value, 'trigger', 'include')))
        if (this.#brings(include)) this.starters.push({ include, source: document.source });
  }

  #take(include: GitlabInclude, from: Document): void {
    if (from !== this.#document && this.#brings(include)) {
      this.found.callers.push({ include, source: from.source });
      if (!this.#isBehind) this.started();
      if (!WILDCARD.test(include.target.text)) return;
    }
    const path = pathOf(include);
    if (path !== undefined && this.#seen.has(path)) return;
    // GitLab takes the path's word for it that this is a part of a pipeline.
    const other =
      path !== undefined && this.#seen.size < MAX_FILES ? from.neighbour(path, 'gitlab-ci') : undefined;
    if (path === undefined || !other) {
      this.found.unread.push(include);
      return;
    }
    this.#seen.add(path);
    const file = fileOf(other);
    (this.#isBehind ? this.found.files : this.found.above).push(file);
    this.follow(other, file);
  }

  /** True when the entry names the file that all this is about, by a pattern or under a condition, too. */
  #brings({ kind, target }: GitlabInclude): boolean {
    if (kind !== 'local' || target.text.includes('$')) return false;
    const named = target.text.replace(/^(?:\.?\/)+/, '');
    const { path } = this.#document.source;
    if (WILDCARD.test(named)) return compileGlob(`/${named}`)(path);
    // The path that reports show may begin above or below the root of the repository.
    return path === named || path.endsWith(`/${named}`) || named.endsWith(`/${path}`);
  }
}

/** The one file that an entry names for certain, from the root of the repository. */
function pathOf({ kind, target, node }: GitlabInclude): string | undefined {
  if (kind !== 'local' || pairOf(node, 'rules') || target.text.includes('$') || WILDCARD.test(target.text))
    return undefined;
  return target.text.replace(/^(?:\.?\/)+/, '');
}
