/** Compares a text with the file that keeps it. `UPDATE_GOLDEN=1` writes the files anew, to be read before they are committed. */

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export function matchesGolden(file: string, text: string): void {
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    return;
  }
  assert.equal(text, readFileSync(file, 'utf8').replaceAll('\r\n', '\n'));
}

/** Compares what a command printed with its file in `test/unit/cli/golden/`. The ids of runs, which differ each time, are made alike. */
export function matchesPrinted(name: string, printed: string): void {
  const steady = printed.replace(/(2026\d{4}T)\d{6}Z-[0-9a-f]{6}/g, '$1032456Z-123abc');
  matchesGolden(path.join(__dirname, '..', 'cli', 'golden', `${name}.txt`), steady);
}
