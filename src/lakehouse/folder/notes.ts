/** This product's own notes at a root, as JSON files in a folder of their own. */

import path from 'node:path';
import { asFault, Fault } from '../../base/fault';
import type { Storage } from '../../storage/storage';
import { NOTES } from './discover';

function noteFile(root: string, name: string): string {
  return path.join(root, NOTES, `${name}.json`);
}

/** Undefined where there is none. @throws Fault `damaged` where it is no JSON. */
export async function readNote(storage: Storage, root: string, name: string): Promise<unknown> {
  const file = noteFile(root, name);
  if ((await storage.stat(file)) === undefined) return undefined;
  const text = (await storage.read(file)).toString('utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Fault('damaged', `The note ${file} cannot be read: ${asFault(error).message}`, {
      advice: 'Remove the file if you do not know what it was for.',
      cause: error,
    });
  }
}

/** @param content plain JSON; it takes the place of a note of that name. @throws what the storage throws. */
export async function writeNote(
  storage: Storage,
  root: string,
  name: string,
  content: unknown,
): Promise<void> {
  await storage.makeDirectory(path.join(root, NOTES));
  await storage.replace(noteFile(root, name), `${JSON.stringify(content, undefined, 2)}\n`);
}

/** A note that is not there is no error. @throws what the storage throws. */
export async function removeNote(storage: Storage, root: string, name: string): Promise<void> {
  await storage.remove(noteFile(root, name));
}
