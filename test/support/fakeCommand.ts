/** Programs for tests that stand in the place of `databricks` or `az`: they say what they are told to and log how they were called. */

import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Cleanup, temporaryFolder } from './temporary';

export interface FakeCommand {
  /** With a PATH on which only this program is. */
  readonly environment: Readonly<Record<string, string>>;
  /** The arguments of each call so far. */
  calls(): string[][];
}

/** @param body the program, as JavaScript; `args` are its arguments, and it prints by `console.log` and `console.error`. */
export function fakeCommand(test: Cleanup, name: string, body: string): FakeCommand {
  const folder = temporaryFolder(test);
  const log = path.join(folder, 'calls.jsonl');
  const script = path.join(folder, `${name}.cjs`);
  writeFileSync(
    script,
    `const args = process.argv.slice(2);
require('node:fs').appendFileSync(${JSON.stringify(log)}, JSON.stringify(args) + '\\n');
${body}`,
  );
  if (process.platform === 'win32') {
    writeFileSync(path.join(folder, `${name}.cmd`), `@"${process.execPath}" "${script}" %*\r\n`);
  } else {
    writeFileSync(path.join(folder, name), `#!/bin/sh\nexec "${process.execPath}" "${script}" "$@"\n`);
    chmodSync(path.join(folder, name), 0o755);
  }
  return {
    environment: {
      PATH: folder,
      SystemRoot: process.env.SystemRoot ?? '',
      ComSpec: process.env.ComSpec ?? '',
    },
    calls: () =>
      existsSync(log)
        ? readFileSync(log, 'utf8')
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line) as string[])
        : [],
  };
}
