#!/usr/bin/env node
/** The command line: the same plan and run as in the editor, without one. Ties `src/cli/` to the process it runs in. */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CliContext, TextSink } from './cli/context';
import { EXIT } from './cli/exit';
import { runCli } from './cli/main';
import { createOpener } from './cli/opener';
import { SCRIPT_FILE } from './generate/script';

/** @param onLost called where the output cannot be written, as on a full disk: no reason to end a run half-way. */
function sinkOf(stream: NodeJS.WriteStream, onLost: (error: Error) => void): TextSink {
  let closed = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever reads the output may stop early (`| head`): that is no error.
    if (error.code !== 'EPIPE' && !closed) onLost(error);
    closed = true;
  });
  return {
    write: (text) => closed || stream.write(text),
    isTerminal: stream.isTTY === true,
    get columns() {
      // Some terminals do not know their width and say 0.
      return stream.columns || undefined;
    },
  };
}

function cancelOnSignals(stderr: TextSink): AbortSignal {
  const abort = new AbortController();
  const cancel = () => {
    if (abort.signal.aborted) process.exit(EXIT.cancelled);
    stderr.write('\nCancelling; press Ctrl-C again to stop at once.\n');
    abort.abort();
  };
  process.on('SIGINT', cancel);
  process.on('SIGTERM', cancel);
  return abort.signal;
}

async function main(): Promise<void> {
  let isLost = false;
  const stderr = sinkOf(process.stderr, () => {
    isLost = true;
  });
  const stdout = sinkOf(process.stdout, (error) => {
    isLost = true;
    stderr.write(`overwatch-backup: The output cannot be written: ${error.message}\n`);
  });
  const { env } = process;
  const signal = cancelOnSignals(stderr);
  const lakehouses = createOpener({ env, stderr, signal });
  const context: CliContext = {
    stdout,
    stderr,
    cwd: process.cwd(),
    env,
    signal,
    now: Date.now,
    writeFile: (file, text) => writeFile(file, text),
    writeNewFile: async (file, text, overwrite) => {
      await mkdir(path.dirname(file), { recursive: true });
      await (await import('./storage/wholeFile')).writeWholeFile(file, text, overwrite);
    },
    // Both `src/` and `dist/` lie beside it.
    readScript: () => readFile(path.join(__dirname, '..', SCRIPT_FILE), 'utf8'),
    openLakehouse: lakehouses.open,
    workspaceOf: lakehouses.workspaceOf,
  };
  const code = await runCli(process.argv.slice(2), context);
  await lakehouses.close();
  // Native parts may keep the process alive; what was written is let out first, and what became of it is heard.
  await flushed(process.stdout);
  await flushed(process.stderr);
  process.exit(isLost && code === EXIT.done ? EXIT.failed : code);
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => setImmediate(resolve)));
}

void main();
