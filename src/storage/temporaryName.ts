/** The names of files while they are being written, by which what a killed run left behind is known. */

import { randomBytes } from 'node:crypto';
import path from 'node:path';

/** Characters of a file's own name that its temporary name keeps: names may have 255 bytes, and a character up to four. */
const KEPT = 40;

/** A name beside `target` that nobody else uses. Delta's readers pass over names that begin with a dot. */
export function temporaryName(target: string): string {
  const kept = path.basename(target).slice(0, KEPT);
  return path.join(path.dirname(target), `.${kept}.${randomBytes(6).toString('hex')}.tmp`);
}

/** Whether a name is that of an unfinished file of ours. */
export function isTemporaryName(name: string): boolean {
  return /^\..+\.[0-9a-f]{12}\.tmp$/.test(name);
}
