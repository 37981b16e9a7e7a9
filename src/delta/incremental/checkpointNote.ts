/** The progress of an incremental snapshot in a form that people can read. Nothing depends on it: the copy's own log is the truth. */

import path from 'node:path';
import type { Storage } from '../../storage/storage';

export interface CheckpointNote {
  readonly sourceTableId: string;
  readonly sourceVersion: number;
  readonly targetVersion: number;
  /** ISO 8601, UTC. */
  readonly committedAt: string;
}

const FILE = 'overwatch-backup.json';

/** Writes the note unless it says the same already, as far as versions go. */
export async function keepNote(storage: Storage, directory: string, note: CheckpointNote): Promise<void> {
  const file = path.join(directory, FILE);
  if ((await storage.stat(file)) !== undefined) {
    const text = (await storage.read(file)).toString('utf8');
    if (text.startsWith(versionsOf(note))) return;
  }
  await storage.makeDirectory(directory);
  await storage.replace(file, `${JSON.stringify(note)}\n`);
}

function versionsOf({ sourceTableId, sourceVersion, targetVersion }: CheckpointNote): string {
  return `${JSON.stringify({ sourceTableId, sourceVersion, targetVersion }).slice(0, -1)},`;
}
