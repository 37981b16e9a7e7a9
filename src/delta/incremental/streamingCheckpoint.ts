/**
 * Where a Spark stream that filled a copy had come to: how Overwatch's own incremental snapshots keep their progress.
 *
 * Source: Spark's Structured Streaming checkpoint (`offsets/<batch>`: a version line, the batch's metadata, an offset a source;
 * `commits/<batch>` for the batches that are done) and the offset of Delta's streaming source.
 */

import path from 'node:path';
import type { Storage } from '../../storage/storage';

export type StreamProgress =
  | { readonly kind: 'none' }
  /** All versions up to this one are done, and nothing of the next. */
  | { readonly kind: 'at'; readonly sourceTableId: string; readonly version: number }
  | { readonly kind: 'unclear'; readonly why: string };

/** Reads a stream's checkpoint folder. What cannot be understood is told, not thrown. */
export async function readStreamProgress(storage: Storage, directory: string): Promise<StreamProgress> {
  const batches = batchesOf(await storage.list(path.join(directory, 'offsets')));
  if (batches.length === 0) return { kind: 'none' };
  const done = new Set(batchesOf(await storage.list(path.join(directory, 'commits'))));
  const last = batches.at(-1) ?? 0;
  if (!done.has(last)) return unclear(`its batch ${last} was begun and not finished`);
  const text = (await storage.read(path.join(directory, 'offsets', String(last)))).toString('utf8');
  return parseOffsets(text);
}

function batchesOf(entries: Awaited<ReturnType<Storage['list']>>): number[] {
  const names = (entries ?? []).map((entry) => entry.name).filter((name) => /^\d+$/.test(name));
  return names.map(Number).sort((one, other) => one - other);
}

/** The offset that stands before the first file of a version, in the older and the newer form. */
const BEFORE_FIRST_FILE = new Set([-1, -100]);

/** Parses the contents of a file of `offsets/`. */
export function parseOffsets(text: string): StreamProgress {
  const [, , ...sources] = text.split('\n').filter((line) => line.trim() !== '');
  const [line] = sources;
  if (line === undefined || sources.length > 1) return unclear('it does not read exactly one table');
  let offset: unknown;
  try {
    offset = JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return unclear('its offset is garbled');
    throw error;
  }
  if (!isOffset(offset)) return unclear('its offset is not that of a Delta table');
  const { reservoirId, reservoirVersion, index, isStartingVersion } = offset;
  if (isStartingVersion) return unclear(`it was still reading version ${reservoirVersion} as a whole`);
  if (!BEFORE_FIRST_FILE.has(index))
    return unclear(`it stopped in the middle of version ${reservoirVersion}`);
  if (reservoirVersion === 0) return unclear('it had not read anything');
  return { kind: 'at', sourceTableId: reservoirId, version: reservoirVersion - 1 };
}

interface Offset {
  readonly reservoirId: string;
  readonly reservoirVersion: number;
  readonly index: number;
  readonly isStartingVersion: boolean;
}

function isOffset(value: unknown): value is Offset {
  if (typeof value !== 'object' || value === null) return false;
  const { reservoirId, reservoirVersion, index, isStartingVersion } = value as Partial<
    Record<string, unknown>
  >;
  return (
    typeof reservoirId === 'string' &&
    typeof reservoirVersion === 'number' &&
    typeof index === 'number' &&
    typeof isStartingVersion === 'boolean'
  );
}

function unclear(why: string): StreamProgress {
  return { kind: 'unclear', why };
}
