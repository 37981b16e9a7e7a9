/** Writes a small file of the user's so that it is never seen half-written, and never in the place of another unless that is wanted. */

import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, rename, rm, writeFile } from 'node:fs/promises';
import { Fault, systemCode } from '../base/fault';

/**
 * @param overwrite whether a file that is there is replaced
 * @throws Fault `bad-target` where there is a file that is not to be replaced; the system's own errors.
 */
export async function writeWholeFile(path: string, text: string, overwrite: boolean): Promise<void> {
  const temporary = `${path}.${randomUUID().slice(0, 8)}.tmp`;
  try {
    await writeFile(temporary, text, { flag: 'wx' });
    if (overwrite) await rename(temporary, path);
    else await place(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Gives a whole file its name if the name is free. */
async function place(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path);
  } catch (error) {
    if (systemCode(error) === 'EEXIST') throw isThere(path, error);
    // Some file systems know no links; there the copy is not made at once, but it is made only where the name is free.
    await copyFile(temporary, path, constants.COPYFILE_EXCL).catch((cause: unknown) => {
      throw systemCode(cause) === 'EEXIST' ? isThere(path, cause) : cause;
    });
  }
}

function isThere(path: string, cause: unknown): Fault {
  return new Fault('bad-target', `${path} is there already.`, {
    advice: 'Choose another file, or replace it with --force.',
    cause,
  });
}
