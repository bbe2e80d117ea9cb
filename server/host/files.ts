/** Says that whoever asked no longer wants the answer. */
export interface Cancellation {
  readonly isCancellationRequested: boolean;
}

/**
 * Reads the files of a workspace, wherever it lies: on disk, in the memory of a browser, behind an editor. Files are
 * named by URI.
 */
export interface FileAccess {
  /** The text of a file; undefined when there is none, or it cannot be read, or is not text. */
  readFile(uri: string): Promise<string | undefined>;
  /** The same for a file named by its path below a folder; undefined too where links lead out of it. */
  readBelow(folder: string, path: string): Promise<string | undefined>;
  /** The names of the files directly in a folder below another, sorted; none where there is no such folder. */
  listBelow(folder: string, path: string): Promise<readonly string[]>;
  /** True when there is a file or folder of that name. */
  exists(uri: string): Promise<boolean>;
  /** Every file below a folder that a scan should look at, in any order. */
  listFiles(folder: string, cancelled: Cancellation): AsyncIterable<string>;
}
