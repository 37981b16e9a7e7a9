/** The history of a table of the sample: which commits it has, when, and which files they replace. */

import { catalogTable } from '../../src/overwatch/catalog';
import type { AddFile, Log, Operation } from './log';
import { runTime, WEEKS } from './rows';
import { SAMPLE_TABLES } from './tables';
import type { SampleTable } from './tables/parts';

/** A run writes the tables one after the other, this many ms apart. */
const TABLE_DELAY = 20_000;
/** How many ms after a run its tables are compacted or cleaned. */
const UPKEEP_DELAY = 6 * 3_600_000;

export interface PlannedCommit {
  readonly operation: Operation;
  /** Epoch ms. */
  readonly time: number;
  readonly week: number;
  /** Which of the table's runs adds rows here; undefined where the commit only changes files. */
  readonly run?: number;
}

/**
 * The commits of a table: one for each run, spread over the weeks so that every table begins and ends with the others. Tables that are only
 * appended to are compacted once; those that are merged into by insertion alone lose old rows at the end, as a retention job would do.
 */
export function historyOf(table: SampleTable): PlannedCommit[] {
  const entry = catalogTable(table.name);
  const merges = entry?.writeMode === 'merge';
  const delay = 300_000 + SAMPLE_TABLES.indexOf(table) * TABLE_DELAY;
  const commits: PlannedCommit[] = [];
  for (let run = 0; run < table.runs; run += 1) {
    const week = Math.round((run * (WEEKS - 1)) / (table.runs - 1));
    const time = runTime(week) + delay;
    commits.push({ operation: merges && run > 0 ? 'MERGE' : 'WRITE', time, week, run });
    if (entry !== undefined && !merges && run === 3)
      commits.push({ operation: 'OPTIMIZE', time: time + UPKEEP_DELAY, week });
  }
  const week = WEEKS - 1;
  if (entry?.mergeScope === 'insertOnly')
    commits.push({ operation: 'DELETE', time: runTime(week) + delay + UPKEEP_DELAY, week });
  return commits;
}

/** The files that the next commit replaces or removes. */
export function replacedFiles(table: SampleTable, operation: Operation, { live, version }: Log): AddFile[] {
  const oldest = live[0];
  if (oldest === undefined) return [];
  switch (operation) {
    case 'WRITE':
      return [];
    case 'MERGE':
      return version % 3 === 1 && catalogTable(table.name)?.mergeScope !== 'insertOnly' ? live.slice(-1) : [];
    case 'OPTIMIZE': {
      const partition = live.filter((file) => samePartition(file, oldest));
      return partition.length > 1 ? partition : [];
    }
    case 'DELETE':
      return [oldest];
  }
}

function samePartition(a: AddFile, b: AddFile): boolean {
  return JSON.stringify(a.partitionValues) === JSON.stringify(b.partitionValues);
}
