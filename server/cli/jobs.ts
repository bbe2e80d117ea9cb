import type { FileText } from '../host/read-text.ts';

/** A file to lint. */
export interface Job {
  /** As the report names it: relative to the working directory, or as the user gave it. */
  readonly path: string;
  /** Which of the settings' projects it belongs to. */
  readonly project: number;
  /** The content, where it is not the one on disk (standard input, the index). */
  readonly content?: FileText;
}

/** A list as another thread gets it: its memory is shared, not copied. */
export interface SharedJobs {
  readonly length: number;
  readonly paths: Uint8Array;
  readonly ends: Uint32Array;
  readonly projects: Uint32Array;
  readonly contents: ReadonlyMap<number, FileText>;
}

/**
 * The jobs of a run, in order. A workspace can have a hundred thousand, so they lie in blocks of memory that all threads
 * read: a path takes its bytes once, and no thread has an object for each.
 */
export class JobList implements Iterable<Job> {
  #length = 0;
  #paths: Uint8Array = shared(Uint8Array, 1 << 12);
  /** Where each path ends; it begins where the one before ends. */
  #ends: Uint32Array = shared(Uint32Array, 1 << 6);
  #projects: Uint32Array = shared(Uint32Array, 1 << 6);
  readonly #contents = new Map<number, FileText>();

  get length(): number {
    return this.#length;
  }

  add({ path, project, content }: Job): void {
    const bytes = Buffer.from(path, 'utf8');
    const start = this.#start(this.#length);
    this.#paths = grown(this.#paths, start + bytes.length);
    this.#ends = grown(this.#ends, this.#length + 1);
    this.#projects = grown(this.#projects, this.#length + 1);
    this.#paths.set(bytes, start);
    this.#ends[this.#length] = start + bytes.length;
    this.#projects[this.#length] = project;
    if (content) this.#contents.set(this.#length, content);
    this.#length++;
  }

  at(index: number): Job | undefined {
    if (index >= this.#length) return undefined;
    // A copy, since memory that is shared is not decoded.
    const path = Buffer.from(this.#paths.slice(this.#start(index), this.#ends[index])).toString('utf8');
    const content = this.#contents.get(index);
    return { path, project: this.#projects[index]!, ...(content && { content }) };
  }

  *[Symbol.iterator](): Iterator<Job> {
    for (let i = 0; i < this.#length; i++) yield this.at(i)!;
  }

  /** The jobs that bring content of their own. */
  *withContent(): Generator<Job> {
    for (const index of this.#contents.keys()) yield this.at(index)!;
  }

  share(): SharedJobs {
    return {
      length: this.#length,
      paths: this.#paths,
      ends: this.#ends,
      projects: this.#projects,
      contents: this.#contents,
    };
  }

  /** The list that another thread shares, for reading. */
  static of({ length, paths, ends, projects, contents }: SharedJobs): JobList {
    const list = new JobList();
    list.#length = length;
    list.#paths = paths;
    list.#ends = ends;
    list.#projects = projects;
    for (const [index, content] of contents) list.#contents.set(index, content);
    return list;
  }

  #start(index: number): number {
    return index === 0 ? 0 : this.#ends[index - 1]!;
  }
}

type Block = Uint8Array | Uint32Array;
type BlockClass<B extends Block> = { new (buffer: SharedArrayBuffer): B; readonly BYTES_PER_ELEMENT: number };

function shared<B extends Block>(block: BlockClass<B>, length: number): B {
  return new block(new SharedArrayBuffer(length * block.BYTES_PER_ELEMENT));
}

/** The same block, or one of at least twice the size with what stood in it. */
function grown<B extends Block>(block: B, length: number): B {
  if (length <= block.length) return block;
  const larger = shared(block.constructor as unknown as BlockClass<B>, Math.max(length, block.length * 2));
  larger.set(block);
  return larger;
}
