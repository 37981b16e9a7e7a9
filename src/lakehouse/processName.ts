/** Names of processes, by which one can tell later whether another still runs. */

import os from 'node:os';
import type { JournalPort } from './journalPort';

export const processNames: Pick<JournalPort, 'processName' | 'isAlive'> = {
  processName: `${process.pid}@${os.hostname()}`,

  isAlive(name) {
    const [id, host] = name.split('@');
    if (host !== os.hostname()) return undefined;
    try {
      // Signal 0 is sent to nobody: it only asks whether the process is there.
      process.kill(Number(id), 0);
      return true;
    } catch (error) {
      return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
    }
  },
};
