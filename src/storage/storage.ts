/**
 * The storage port: all that the Delta engine needs from a file system.
 *
 * Paths are absolute and use the host's own separators. Every method throws what the system throws (`ENOENT`, `ENOSPC`, …);
 * the callers know which table the file belongs to and turn it into a fault. Tests wrap an implementation to inject faults.
 */

export interface Entry {
  readonly name: string;
  readonly kind: 'file' | 'directory';
}

export interface FileStat {
  readonly kind: 'file' | 'directory';
  /** Length in bytes (0 for a directory). */
  readonly size: number;
  /** Last modification, epoch ms. */
  readonly modifiedAt: number;
}

export interface CopyResult {
  /** Bytes that now stand in the target. */
  readonly bytes: number;
}

export interface Storage {
  /** The direct children of a directory, in no order; undefined where it does not exist. */
  list(directory: string): Promise<readonly Entry[] | undefined>;

  /** What stands at a path; undefined where nothing does. */
  stat(path: string): Promise<FileStat | undefined>;

  /** A whole file. */
  read(path: string): Promise<Buffer>;

  /** `length` bytes from `offset` on; fewer only at the end of the file. */
  readRange(path: string, offset: number, length: number): Promise<Buffer>;

  /**
   * Creates a file that did not exist, all of it or nothing: a reader never sees a part.
   *
   * @returns false where the path was already taken; then nothing was changed.
   */
  createExclusive(path: string, content: Iterable<string | Uint8Array>): Promise<boolean>;

  /** Writes a file that may exist, all of it or nothing. Who may read and write it stays as it was. */
  replace(path: string, content: string | Uint8Array): Promise<void>;

  /** Appends to a file, which is made if need be. What was appended is on the disk afterwards; a kill may leave a part of it. */
  append(path: string, content: string): Promise<void>;

  /**
   * Copies one file by way of a temporary name beside the target, whose directory must exist; a file at `to` is replaced. The copy is as
   * young as the copying, however old the original. An abort leaves nothing behind and is answered within a second.
   */
  copy(from: string, to: string, signal?: AbortSignal): Promise<CopyResult>;

  /** The SHA-256 digest of a file's contents, in hexadecimal. */
  sha256(path: string, signal: AbortSignal): Promise<string>;

  /** Makes a directory and its parents; an existing one is no error. */
  makeDirectory(path: string): Promise<void>;

  /** Removes a file or a directory with all it holds; a missing one is no error. */
  remove(path: string): Promise<void>;

  /** Removes a directory that holds nothing; one that is missing or holds something is no error, and stays. */
  removeEmpty(directory: string): Promise<void>;

  /** Gives a file or a directory another name on the same storage, at once; nothing may stand there. */
  rename(from: string, to: string): Promise<void>;

  /** The path with every link in it resolved, as far as it exists. */
  realPath(path: string): Promise<string>;

  /** Bytes a user may still write below `path` (its nearest existing parent); undefined where the system does not say. */
  freeBytes(path: string): Promise<number | undefined>;

  /** Asks whether a directory, or its nearest parent that exists, may be written to, and writes nothing. Throws what the system says against it. */
  assertWritable(directory: string): Promise<void>;
}
