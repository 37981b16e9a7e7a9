/**
 * `npm run bench [-- NAME… --json]`: measures what docs/BENCHMARKS.md promises and prints it beside the goals. A missed goal is no error.
 * Everything is written to a folder below the system's temporary one, at most 6 GB at a time, and removed.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { asFault, Fault } from '../../src/base/fault';
import { activation } from './activation';
import { openCheckpoint } from './checkpoint';
import { cloneLargeFiles, cloneSmallFiles } from './clone';
import { databricksConcurrency } from './databricksConcurrency';
import { type Bench, type Figure, formatFigures, isMet, ratioOf } from './figure';
import { incrementalOneCommit, incrementalOneCommitLarge } from './incremental';
import { incrementalUnchanged } from './incrementalUnchanged';
import { merge } from './merge';
import { secondSnapshot } from './secondSnapshot';
import { tree } from './tree';
import { verifyChecksums } from './verifyChecksums';

const BENCHES: readonly Bench[] = [
  cloneLargeFiles,
  cloneSmallFiles,
  secondSnapshot,
  incrementalUnchanged,
  incrementalOneCommit,
  merge,
  verifyChecksums,
  openCheckpoint,
  tree,
  activation,
];

/** Measured only when asked for by name: they take much room or time, or need Spark. */
const ON_REQUEST: readonly Bench[] = [incrementalOneCommitLarge, databricksConcurrency];

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { json: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const figures: Figure[] = [];
  for (const bench of chosen(positionals)) {
    if (!values.json) console.error(`Measuring ${bench.name} …`);
    try {
      figures.push(...(await inOwnFolder(bench)));
    } catch (error) {
      complain(error);
    }
  }
  if (!values.json) return console.log(formatFigures(figures));
  for (const figure of figures) {
    console.log(JSON.stringify({ ...figure, ratio: ratioOf(figure), met: isMet(figure) }));
  }
}

function chosen(names: readonly string[]): readonly Bench[] {
  if (names.length === 0) return BENCHES;
  const all = [...BENCHES, ...ON_REQUEST];
  return names.map((name) => {
    const bench = all.find((candidate) => candidate.name === name);
    if (bench !== undefined) return bench;
    throw new Fault('usage', `There is no bench ${name}.`, {
      advice: `There are ${all.map((candidate) => candidate.name).join(', ')}.`,
    });
  });
}

async function inOwnFolder(bench: Bench): Promise<readonly Figure[]> {
  const directory = await mkdtemp(path.join(tmpdir(), `overwatch-bench-${bench.name}-`));
  try {
    return await bench.run(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** A bench that cannot be run is an error, but the others still are. */
function complain(error: unknown): void {
  const { message, advice } = asFault(error);
  console.error(advice === undefined ? message : `${message} ${advice}`);
  process.exitCode = 1;
}

main().catch(complain);
