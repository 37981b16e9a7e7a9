/**
 * Proof by contents: reads copies and compares their checksums with those of their originals, or with the checksums that were kept of them.
 * How a table's files are found, and what else is proven of them, is in `verify.ts`.
 */

import path from 'node:path';
import { mapLimit } from '../base/concurrency';
import { asFault, Fault } from '../base/fault';
import type { Storage } from '../storage/storage';
import { type Checksums, keepChecksums, readChecksums } from './checksums';
import type { NeededFile } from './cloneFiles';
import { nameWithin } from './paths';

/** Enough to hide the latency of small files; each is reckoned up by the one main thread. */
const CONCURRENT_HASHES = 4;

/** Gives the SHA-256 of a file's contents, in hexadecimal. */
export type Digest = (file: string, signal: AbortSignal) => Promise<string>;

/** A file of the source and its copy, both absolute. */
export interface FilePair {
  readonly original: string;
  readonly copy: string;
}

/**
 * Compares the contents of copies with those of their originals, and with the checksums that were kept of these, and keeps what they come to.
 *
 * @throws Fault `verify-failed`, naming the copy; `damaged` for an original that changed since it was itself copied.
 */
export async function compareCopies(
  storage: Storage,
  source: string,
  target: string,
  pairs: readonly FilePair[],
  sha256: Digest,
  signal: AbortSignal,
): Promise<void> {
  const kept = await readChecksums(storage, source);
  const digests = await mapLimit(
    pairs,
    CONCURRENT_HASHES,
    async (pair) =>
      [
        nameIn(target, pair.copy),
        await compareContents(pair, kept.get(nameIn(source, pair.original)), sha256, signal),
      ] as const,
    signal,
  );
  await keepChecksums(storage, target, new Map(digests));
}

/**
 * Compares what was copied for a commit that is still to be made. Where one copy differs all are removed: the next run would take them over
 * otherwise.
 *
 * @param source the table that the files come from
 * @param target the table that they were copied into
 * @throws Fault as {@link compareCopies} does.
 */
export async function compareNewCopies(
  storage: Storage,
  source: string,
  target: string,
  files: readonly NeededFile[],
  sha256: Digest,
  signal: AbortSignal,
): Promise<void> {
  const pairs = files.map(({ from, to }) => ({ original: from, copy: path.join(target, to) }));
  try {
    await compareCopies(storage, source, target, pairs, sha256, signal);
  } catch (error) {
    if (asFault(error).code === 'verify-failed')
      await Promise.all(pairs.map(({ copy }) => storage.remove(copy)));
    throw error;
  }
}

/** Keeps the checksums of files (absolute) that a table got and that are copies of no others. @throws what the digest or the storage throws. */
export async function keepContents(
  storage: Storage,
  table: string,
  files: readonly string[],
  sha256: Digest,
  signal: AbortSignal,
): Promise<void> {
  const digests = await mapLimit(
    files,
    CONCURRENT_HASHES,
    async (file) => [nameIn(table, file), await sha256(file, signal)] as const,
    signal,
  );
  await keepChecksums(storage, table, new Map(digests));
}

/** Compares files with the checksums that were kept of them. @returns how many have none. @throws Fault `damaged`. */
export async function compareWithKept(
  table: string,
  files: readonly string[],
  kept: Checksums,
  sha256: Digest,
  signal: AbortSignal,
): Promise<number> {
  const known = files.flatMap((file) => {
    const checksum = kept.get(nameIn(table, file));
    return checksum === undefined ? [] : [{ file, checksum }];
  });
  await mapLimit(
    known,
    CONCURRENT_HASHES,
    async ({ file, checksum }) => {
      if ((await sha256(file, signal)) !== checksum) throw changedSince(file);
    },
    signal,
  );
  return files.length - known.length;
}

function changedSince(file: string): Fault {
  return new Fault(
    'damaged',
    `The contents of ${file} are not those that were copied: its checksum differs.`,
    {
      advice:
        'The file changed after it was copied. Bring it back from another copy, or remove it and take a new snapshot, which copies what is missing.',
    },
  );
}

/**
 * @param kept the checksum that was kept when the original itself was copied, where there is one
 * @returns the digest that both have
 */
async function compareContents(
  { original, copy }: FilePair,
  kept: string | undefined,
  sha256: Digest,
  signal: AbortSignal,
): Promise<string> {
  const [wanted, found] = [await sha256(original, signal), await sha256(copy, signal)];
  if (kept !== undefined && kept !== wanted) throw changedSince(original);
  if (wanted === found) return found;
  throw new Fault('verify-failed', `The contents of ${copy} differ from those of ${original}.`, {
    advice: `Remove ${copy}, then run the snapshot again: it copies what is missing.`,
  });
}

/** A file as checksums name it; one that lies outside its table has no checksum, whatever it is called. */
function nameIn(table: string, file: string): string {
  return nameWithin(table, file) ?? file;
}
