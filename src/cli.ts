#!/usr/bin/env node
/** The command line: the same plan and run as in the editor, without one. Ties `src/cli/` to the process it runs in. */

import { writeFile } from 'node:fs/promises';
import type { CliContext, TextSink } from './cli/context';
import { EXIT } from './cli/exit';
import { runCli } from './cli/main';

function sinkOf(stream: NodeJS.WriteStream): TextSink {
  let closed = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever reads the output may stop early (`| head`): that is no error, and no reason to end a run half-way.
    if (error.code !== 'EPIPE') throw error;
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
  const stderr = sinkOf(process.stderr);
  const context: CliContext = {
    stdout: sinkOf(process.stdout),
    stderr,
    cwd: process.cwd(),
    env: process.env,
    signal: cancelOnSignals(stderr),
    now: Date.now,
    writeFile: (path, text) => writeFile(path, text),
    openLakehouse: async (roots) => (await import('./lakehouse/folder/index')).openFolderLakehouse({ roots }),
  };
  const code = await runCli(process.argv.slice(2), context);
  // Native parts may keep the process alive; what was written is let out first.
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
}

void main();
