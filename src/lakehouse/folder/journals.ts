/** Journals of runs as files: `<root>/.overwatch-backup/runs/<run id>.jsonl`. */

import path from 'node:path';
import type { Storage } from '../../storage/storage';
import type { JournalPort } from '../journalPort';
import { processNames } from '../processName';
import { NOTES } from './discover';

const SUFFIX = '.jsonl';

export function journalFiles(storage: Storage): JournalPort {
  const folder = (root: string) => path.join(root, NOTES, 'runs');
  const file = (root: string, runId: string) => path.join(folder(root), `${runId}${SUFFIX}`);
  return {
    ...processNames,

    async journals(root) {
      const entries = (await storage.list(folder(root))) ?? [];
      return entries
        .filter(({ name }) => name.endsWith(SUFFIX) && !name.startsWith('.'))
        .map(({ name }) => name.slice(0, -SUFFIX.length))
        .sort();
    },

    async readJournal(root, runId) {
      const journal = file(root, runId);
      if ((await storage.stat(journal)) === undefined) return undefined;
      return (await storage.read(journal)).toString('utf8');
    },

    async appendJournal(root, runId, text) {
      await storage.makeDirectory(folder(root));
      await storage.append(file(root, runId), text);
    },
  };
}
