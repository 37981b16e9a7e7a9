/** Runs the command line over a lakehouse in memory and keeps what it printed. */

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Fault } from '../../../src/base/fault';
import type { CliContext } from '../../../src/cli/context';
import { runCli } from '../../../src/cli/main';
import { SCRIPT_FILE } from '../../../src/generate/script';
import type { Lakehouse } from '../../../src/lakehouse/lakehouse';

export interface Printed {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Text files that were written, by path. */
  readonly files: Readonly<Record<string, string>>;
  /** The lines of stdout, read as JSON. */
  json(): Record<string, unknown>[];
}

export interface CliOptions extends Partial<Pick<CliContext, 'env' | 'signal' | 'cwd' | 'writeFile'>> {
  /** The workspace that the lakehouse belongs to. */
  readonly workspace?: ReturnType<CliContext['workspaceOf']>;
  readonly terminal?: boolean;
  /** Text files that are there already, by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** What the clock shows at first, epoch ms. */
  readonly now?: number;
  /** Called with the folders or the address that are opened. */
  readonly onOpen?: (addresses: readonly string[], statements: number) => void;
}

/** Ten ms pass with every look at the clock, from 2026-11-23T03:24:56Z on or `now`. */
export async function cli(
  words: readonly string[],
  lakehouse: Lakehouse,
  {
    env = {},
    signal = new AbortController().signal,
    cwd = '/',
    terminal = false,
    now,
    onOpen,
    writeFile,
    workspace,
    files = {},
  }: CliOptions = {},
): Promise<Printed> {
  const printed = { stdout: '', stderr: '', files: { ...files } as Record<string, string> };
  const sink = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      printed[name] += text;
    },
    isTerminal: terminal,
    columns: terminal ? 60 : undefined,
  });
  let clock = now ?? Date.parse('2026-11-23T03:24:56Z');
  const code = await runCli(words, {
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    cwd,
    env,
    signal,
    now: () => (clock += 10),
    writeFile:
      writeFile ??
      (async (file, text) => {
        printed.files[file] = text;
      }),
    writeNewFile: async (file, text, overwrite) => {
      if (file in printed.files && !overwrite) throw new Fault('bad-target', `${file} is there already.`);
      printed.files[file] = text;
    },
    readScript: () => readFile(path.join(__dirname, '..', '..', '..', SCRIPT_FILE), 'utf8'),
    openLakehouse: async (addresses, statements) => {
      onOpen?.(addresses, statements);
      return lakehouse;
    },
    workspaceOf: () => workspace,
  });
  return {
    code,
    ...printed,
    json: () =>
      printed.stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
  };
}
