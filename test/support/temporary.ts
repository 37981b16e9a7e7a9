/** Folders that tests work in: made fresh, removed when the test ends. */

import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What of node's test context is needed here. */
export interface Cleanup {
  after(work: () => void): void;
}

/** A fresh folder that is removed after the test. */
export function temporaryFolder(test: Cleanup): string {
  const folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'overwatch-backup-test-'));
  test.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The files below a folder, relative, `/` between parts, in order; none where there is no folder. */
export function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort();
}

/** The names and contents of all that lies below a folder, as one text: equal before and after where nothing was touched. */
export function treeHash(folder: string): string {
  const hash = createHash('sha256');
  for (const file of filesBelow(folder)) {
    const content = readFileSync(path.join(folder, file));
    hash.update(`${file}\n${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}
