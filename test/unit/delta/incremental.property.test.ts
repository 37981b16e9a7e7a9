/**
 * Random histories of a source, with incremental snapshots at random moments, some of them killed: after each, the copy has row for row what a simple
 * model of the rule says.
 */

import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readRows } from '../../../src/delta/readRows';
import { localStorage } from '../../../src/storage/local';
import { open } from '../../support/deltaTable';
import {
  type Change,
  EXTRA,
  type History,
  type HistorySource,
  histories,
  isChosen,
  replay,
  updated,
  withColumns,
} from '../../support/history';
import { type SourceRow, SourceTable } from '../../support/sourceTable';

const { signal } = new AbortController();

/** More histories on demand, or those of a failure again. */
const RUNS = Number(process.env.INCREMENTAL_RUNS ?? 40);
const SEED: { seed?: number } =
  process.env.INCREMENTAL_SEED === undefined ? {} : { seed: Number(process.env.INCREMENTAL_SEED) };

describe('incremental snapshots of random histories', () => {
  it('leave what the rule says, row for row', async () => {
    await fc.assert(fc.asyncProperty(histories, inFolder), { numRuns: RUNS, ...SEED });
  });
});

async function inFolder(history: History): Promise<void> {
  const folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'incremental-'));
  try {
    const source = await SourceTable.create(path.join(folder, 'source'), history.options);
    await replay(history, changing(source), path.join(folder, 'copy'), (table) =>
      open(table).then((snapshot) => readRows(localStorage, snapshot, signal)),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function changing(source: SourceTable): HistorySource {
  return {
    table: source.table,
    get version() {
      return source.version;
    },
    rows: (version) => source.rows(version),
    columns: (version) => source.columns(version),
    take: (change) => take(source, change),
  };
}

async function take(source: SourceTable, one: Change): Promise<void> {
  const isWide = source.state.fields.some((field) => field.name === 'amount' && field.type === 'long');
  const update = (old: SourceRow) => updated(old, isWide);
  switch (one.kind) {
    case 'append':
      return await source.append(withColumns(source.columns(), one.rows));
    case 'delete':
      return await source.delete((old) => isChosen(one, old));
    case 'update':
      return await source.update((old) => isChosen(one, old), update);
    case 'merge':
      return await source.merge((old) => isChosen(one, old), update, withColumns(source.columns(), one.rows));
    case 'restore':
      await source.restore(source.version - one.back);
      return;
    case 'optimize':
      return await source.optimize();
    case 'repartition':
      return await source.repartition();
    case 'addColumn':
      if (!source.columns().includes(EXTRA)) await source.addColumn(EXTRA);
      return;
    case 'widen':
      return await source.widen('amount', 'long');
    case 'vacuum':
      return source.vacuum();
    case 'cleanLog':
      return source.cleanLog();
  }
}
