/** Writes a small file of the user's so that it is never seen half-written, and never in the place of another unless that is wanted. */

import { Fault } from '../base/fault';
import { localStorage } from './local';

/**
 * @param file absolute
 * @param overwrite whether a file that is there is replaced
 * @throws Fault `bad-target` where there is a folder, or a file that is not to be replaced; the system's own errors.
 */
export async function writeWholeFile(file: string, text: string, overwrite: boolean): Promise<void> {
  if ((await localStorage.stat(file))?.kind === 'directory') {
    throw new Fault('bad-target', `${file} is a folder.`, { advice: 'Name a file in it.' });
  }
  if (overwrite) return await localStorage.replace(file, text);
  if (await localStorage.createExclusive(file, [text])) return;
  throw new Fault('bad-target', `${file} is there already.`, {
    advice: 'Choose another file, or replace it with --force.',
  });
}
