/**
 * Random histories of a source, with incremental snapshots at random moments, some of them killed: after each, the copy has row for row what a simple
 * model of the rule says. New rows are those of the source now less those at the last snapshot; they are added, or replace the rows with their keys.
 */

import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  type IncrementalOutcome,
  incrementalClone,
  verifyIncremental,
  type WriteMode,
} from '../../../src/delta/incremental';
import { readRows } from '../../../src/delta/readRows';
import { openSnapshot } from '../../../src/delta/snapshot';
import { localStorage } from '../../../src/storage/local';
import type { Storage } from '../../../src/storage/storage';
import { open } from '../../support/deltaTable';
import { faultyStorage, Killed } from '../../support/faultyStorage';
import { type SourceOptions, type SourceRow, SourceTable } from '../../support/sourceTable';

const { signal } = new AbortController();

type Step =
  | { readonly kind: 'append'; readonly rows: readonly SourceRow[] }
  | { readonly kind: 'delete' | 'update'; readonly every: number; readonly rest: number }
  | {
      readonly kind: 'merge';
      readonly every: number;
      readonly rest: number;
      readonly rows: readonly SourceRow[];
    }
  | { readonly kind: 'restore'; readonly back: number }
  | { readonly kind: 'optimize' | 'repartition' | 'addColumn' | 'widen' | 'vacuum' | 'cleanLog' }
  | { readonly kind: 'snapshot'; readonly killedAt: number; readonly after: boolean };

const row: fc.Arbitrary<SourceRow> = fc.record({
  id: fc.option(fc.integer({ min: 0, max: 12 }), { freq: 8 }),
  part: fc.constantFrom('a', 'b c/é%', null),
  amount: fc.option(fc.integer({ min: 0, max: 3 })),
  note: fc.constantFrom('x', 'y', '', null),
});
const rows = fc.array(row, { minLength: 1, maxLength: 5 });
const choice = { every: fc.integer({ min: 1, max: 4 }), rest: fc.integer({ min: 0, max: 3 }) };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('append' as const), rows }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom('delete' as const, 'update' as const), ...choice }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('merge' as const), ...choice, rows }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('restore' as const), back: fc.integer({ min: 1, max: 4 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'optimize' as const,
        'repartition' as const,
        'addColumn' as const,
        'widen' as const,
        'vacuum' as const,
        'cleanLog' as const,
      ),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('snapshot' as const),
      // A run makes some twenty-five calls; beyond them nothing is killed.
      killedAt: fc.integer({ min: 1, max: 50 }),
      after: fc.boolean(),
    }),
  },
);

const options: fc.Arbitrary<SourceOptions> = fc.record({
  partitioned: fc.boolean(),
  mapping: fc.constantFrom('none', 'name', 'id'),
  vectors: fc.boolean(),
  changeDataFeed: fc.boolean(),
  rowTracking: fc.boolean(),
  inCommitTimestamps: fc.boolean(),
});

const writes: fc.Arbitrary<WriteMode> = fc.constantFrom<WriteMode>(
  { mode: 'append' },
  { mode: 'merge', keys: ['ID'] },
  { mode: 'merge', keys: ['id', 'PART', 'absent'] },
  { mode: 'merge', keys: ['absent'] },
);

/** More histories on demand, or those of a failure again. */
const RUNS = Number(process.env.INCREMENTAL_RUNS ?? 40);
const SEED: { seed?: number } =
  process.env.INCREMENTAL_SEED === undefined ? {} : { seed: Number(process.env.INCREMENTAL_SEED) };

describe('incremental snapshots of random histories', () => {
  it('leave what the rule says, row for row', async () => {
    await fc.assert(
      fc.asyncProperty(options, writes, rows, fc.array(step, { minLength: 4, maxLength: 16 }), replay),
      { numRuns: RUNS, ...SEED },
    );
  });
});

async function replay(
  given: SourceOptions,
  write: WriteMode,
  first: readonly SourceRow[],
  steps: readonly Step[],
): Promise<void> {
  const folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'incremental-'));
  try {
    const source = await SourceTable.create(path.join(folder, 'source'), given);
    await source.append(first);
    const copy = new Copy(source, path.join(folder, 'copy'), write);
    let isOldGone = false;
    for (const one of [...steps, { kind: 'snapshot', killedAt: 0, after: false } as const]) {
      if (one.kind === 'snapshot') {
        await copy.snapshot(one.killedAt, one.after, isOldGone);
        continue;
      }
      isOldGone ||= one.kind === 'vacuum' || one.kind === 'cleanLog';
      await take(source, one);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function take(source: SourceTable, one: Exclude<Step, { kind: 'snapshot' }>): Promise<void> {
  const isWide = source.state.fields.some((field) => field.name === 'amount' && field.type === 'long');
  const change = (old: SourceRow): SourceRow => ({
    ...old,
    amount: Number(old.amount ?? 0) + (isWide ? 4_000_000_000 : 1),
  });
  switch (one.kind) {
    case 'append':
      return await source.append(withColumns(source, one.rows));
    case 'delete':
      return await source.delete((old) => Number(old.id) % one.every === one.rest);
    case 'update':
      return await source.update((old) => Number(old.id) % one.every === one.rest, change);
    case 'merge':
      return await source.merge(
        (old) => Number(old.id) % one.every === one.rest,
        change,
        withColumns(source, one.rows),
      );
    case 'restore':
      await source.restore(source.version - one.back);
      return;
    case 'optimize':
      return await source.optimize();
    case 'repartition':
      return await source.repartition();
    case 'addColumn':
      if (!source.columns().includes('extra')) await source.addColumn('extra');
      return;
    case 'widen':
      return await source.widen('amount', 'long');
    case 'vacuum':
      return source.vacuum();
    case 'cleanLog':
      return source.cleanLog();
  }
}

function withColumns(source: SourceTable, some: readonly SourceRow[]): SourceRow[] {
  const hasExtra = source.columns().includes('extra');
  return some.map((one) => (hasExtra ? { ...one, extra: `e${one.amount}` } : one));
}

/** A copy and the model of it. */
class Copy {
  private rows: SourceRow[] = [];
  private columns: readonly string[] = [];
  private last: number | undefined;

  constructor(
    private readonly source: SourceTable,
    private readonly table: string,
    private readonly write: WriteMode,
  ) {}

  async snapshot(killedAt: number, after: boolean, isOldGone: boolean): Promise<void> {
    const killing = faultyStorage(localStorage, ({ number }) =>
      number === killedAt ? { kind: 'kill', after } : undefined,
    );
    let outcome: IncrementalOutcome | undefined;
    try {
      outcome = await this.run(killing.storage);
    } catch (error) {
      // Some callers put a fault around what a killed process would have thrown.
      if (!(error instanceof Killed || (error instanceof Error && error.cause instanceof Killed)))
        throw error;
    }
    const wasKilled = outcome === undefined;
    outcome ??= await this.run(localStorage);
    await verifyIncremental(localStorage, this.table, outcome, signal);
    const isByContent = outcome.warnings.some((warning) =>
      warning.includes('compared with those of the copy'),
    );
    assert.ok(isOldGone || !isByContent, 'rows were compared by content without need');
    const models = wasKilled && outcome.kind === 'unchanged' && isOldGone ? [true, false] : [isByContent];
    const found = await this.found();
    const wanted = models.map((byContent) => this.after(byContent));
    const right =
      wanted.find((model) => text(model).join('\n') === text(found).join('\n')) ?? wanted[0] ?? [];
    assert.deepEqual(
      text(found),
      text(right),
      `version ${this.source.version} of the source, ${outcome.kind}`,
    );
    this.rows = right;
    this.last = this.source.version;
    const again = await this.run(localStorage);
    assert.equal(again.kind, 'unchanged');
  }

  private async run(storage: Storage): Promise<IncrementalOutcome> {
    const source = await open(this.source.table);
    const hasCopy =
      (await localStorage.stat(path.join(this.table, '_delta_log', '00000000000000000000.json'))) !==
      undefined;
    return await incrementalClone(
      storage,
      {
        source,
        openSource: (version) => openSnapshot(localStorage, this.source.table, signal, version),
        table: this.table,
        target: hasCopy ? await open(this.table) : undefined,
        checkpointDirectory: path.join(this.table, '..', 'checkpoint', 'copy'),
        write: this.write,
      },
      () => undefined,
      signal,
    );
  }

  /** The rows of the copy after a snapshot of the source as it is, by the rule. */
  private after(isByContent: boolean): SourceRow[] {
    const columns = this.source.columns();
    this.columns = [...columns, ...this.columns.filter((name) => !columns.includes(name))];
    if (this.last === undefined) return this.source.rows();
    const before = isByContent ? this.rows : this.source.rows(this.last);
    const fresh = minus(this.source.rows(), before, columns);
    const keys =
      this.write.mode === 'append'
        ? []
        : this.write.keys.map((key) => key.toLowerCase()).filter((key) => columns.includes(key));
    const keyOf = (one: SourceRow) => JSON.stringify(keys.map((key) => one[key] ?? null));
    const replaced = new Set(keys.length === 0 ? [] : fresh.map(keyOf));
    return [...this.rows.filter((one) => !replaced.has(keyOf(one))), ...fresh];
  }

  private async found(): Promise<SourceRow[]> {
    return (await readRows(localStorage, await open(this.table), signal)) as SourceRow[];
  }
}

/** Rows of one list less those of another, as multisets, by their values in some columns; only these columns are kept. */
function minus(
  one: readonly SourceRow[],
  other: readonly SourceRow[],
  columns: readonly string[],
): SourceRow[] {
  const only = (given: SourceRow) => JSON.stringify(columns.map((name) => given[name] ?? null));
  const left = new Map<string, number>();
  for (const given of other) left.set(only(given), (left.get(only(given)) ?? 0) + 1);
  const kept = one.filter((given) => {
    const count = left.get(only(given)) ?? 0;
    left.set(only(given), count - 1);
    return count <= 0;
  });
  return kept.map((given) => Object.fromEntries(columns.map((name) => [name, given[name] ?? null])));
}

/** Rows as sorted text, without nulls, since columns may be new. */
function text(some: readonly SourceRow[]): string[] {
  return some
    .map((one) =>
      JSON.stringify(
        Object.entries(one)
          .filter(([, value]) => value !== null)
          .sort(),
      ),
    )
    .sort();
}
