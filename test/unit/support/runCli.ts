/** Runs the command line over a lakehouse in memory and keeps what it printed. */

import type { CliContext } from '../../../src/cli/context';
import { runCli } from '../../../src/cli/main';
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
  readonly terminal?: boolean;
  /** What the clock shows at first, epoch ms. */
  readonly now?: number;
  /** Called with the folders that are opened. */
  readonly onOpen?: (roots: readonly string[]) => void;
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
  }: CliOptions = {},
): Promise<Printed> {
  const printed = { stdout: '', stderr: '', files: {} as Record<string, string> };
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
      (async (path, text) => {
        printed.files[path] = text;
      }),
    openLakehouse: async (roots) => {
      onOpen?.(roots);
      return lakehouse;
    },
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
