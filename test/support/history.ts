/** Random histories of a table, with incremental snapshots at random moments: what happens in them, and what a copy should then hold. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type IncrementalOutcome, verifyIncremental, type WriteMode } from '../../src/delta/incremental';
import { localStorage } from '../../src/storage/local';
import { type Accumulated, accumulate, type ModelRow, type SourceVersions, textOf } from './accumulation';
import { faultyStorage, Killed } from './faultyStorage';
import { snapshotIncrementally } from './incrementalCopy';
import type { SourceOptions, SourceRow } from './sourceTable';

const { signal } = new AbortController();

/** The rows that a statement changes: those whose id leaves `rest` when divided by `every`; a null counts as 0. */
export interface Chosen {
  readonly every: number;
  readonly rest: number;
}

/** What a writer does to the source. */
export type Change =
  | { readonly kind: 'append'; readonly rows: readonly SourceRow[] }
  | ({ readonly kind: 'delete' | 'update' } & Chosen)
  | ({ readonly kind: 'merge'; readonly rows: readonly SourceRow[] } & Chosen)
  | { readonly kind: 'restore'; readonly back: number }
  | { readonly kind: 'optimize' | 'repartition' | 'addColumn' | 'widen' | 'vacuum' | 'cleanLog' };

export type Step =
  | Change
  /** The run's call of the storage at which it is killed, before or after it does its work; a second run follows. */
  | { readonly kind: 'snapshot'; readonly killedAt: number; readonly after: boolean };

/** The added column. */
export const EXTRA = 'extra';

export function isChosen({ every, rest }: Chosen, row: SourceRow): boolean {
  return Number(row.id) % every === rest;
}

/** What an update adds to `amount`; a null counts as 0. Widened columns get values that need it. */
export function addedAmount(isWide: boolean): number {
  return isWide ? 4_000_000_000 : 1;
}

export function updated(row: SourceRow, isWide: boolean): SourceRow {
  return { ...row, amount: Number(row.amount ?? 0) + addedAmount(isWide) };
}

/** Rows to add, with a value for the added column if it is there. */
export function withColumns(columns: readonly string[], some: readonly SourceRow[]): SourceRow[] {
  return some.map((one) => (columns.includes(EXTRA) ? { ...one, [EXTRA]: `e${one.amount}` } : one));
}

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

export interface History {
  readonly options: SourceOptions;
  readonly write: WriteMode;
  readonly first: readonly SourceRow[];
  readonly steps: readonly Step[];
}

export const histories: fc.Arbitrary<History> = fc.record({
  options: fc.record({
    partitioned: fc.boolean(),
    mapping: fc.constantFrom('none', 'name', 'id'),
    vectors: fc.boolean(),
    changeDataFeed: fc.boolean(),
    rowTracking: fc.boolean(),
    inCommitTimestamps: fc.boolean(),
  }),
  write: fc.constantFrom<WriteMode>(
    { mode: 'append' },
    { mode: 'merge', keys: ['ID'] },
    { mode: 'merge', keys: ['id', 'PART', 'absent'] },
    { mode: 'merge', keys: ['absent'] },
  ),
  first: rows,
  steps: fc.array(step, { minLength: 4, maxLength: 16 }),
});

/** A source whose rows are known at each version, whoever writes it. */
export interface HistorySource extends SourceVersions {
  readonly table: string;
  take(change: Change): Promise<void>;
}

/**
 * Lets a history happen. After each snapshot the copy must hold what the model says, and a further snapshot finds nothing to do.
 *
 * @param source without rows as yet
 * @param copy the folder of the copy
 * @param read gives the rows of a table
 */
export async function replay(
  { write, first, steps }: History,
  source: HistorySource,
  copy: string,
  read: (table: string) => Promise<readonly ModelRow[]>,
): Promise<void> {
  await source.take({ kind: 'append', rows: first });
  let isOldGone = false;
  let model: Accumulated | undefined;
  for (const one of [...steps, { kind: 'snapshot', killedAt: 0, after: false } as const]) {
    if (one.kind !== 'snapshot') {
      isOldGone ||= one.kind === 'vacuum' || one.kind === 'cleanLog';
      await source.take(one);
      continue;
    }
    const { outcome, wasKilled } = await snapshotKilled(source.table, copy, write, one);
    const isByContent = outcome.warnings.some((warning) =>
      warning.includes('compared with those of the copy'),
    );
    assert.ok(isOldGone || !isByContent, 'rows were compared by content without need');
    // What the killed run warned of is not known.
    const ways = wasKilled && outcome.kind === 'unchanged' && isOldGone ? [true, false] : [isByContent];
    const wanted = ways.map((way) => accumulate(model, source, write, way));
    const found = textOf(await read(copy));
    const right = wanted.find(({ rows }) => textOf(rows).join('\n') === found.join('\n')) ?? wanted[0];
    assert.deepEqual(
      found,
      textOf(right?.rows ?? []),
      `version ${source.version} of the source, ${outcome.kind}`,
    );
    model = right;
    assert.equal((await snapshotIncrementally(source.table, copy, write)).kind, 'unchanged');
  }
}

/** A snapshot that may be killed, and then taken again. */
async function snapshotKilled(
  source: string,
  copy: string,
  write: WriteMode,
  { killedAt, after }: Extract<Step, { kind: 'snapshot' }>,
): Promise<{ readonly outcome: IncrementalOutcome; readonly wasKilled: boolean }> {
  const killing = faultyStorage(localStorage, ({ number }) =>
    number === killedAt ? { kind: 'kill', after } : undefined,
  );
  let outcome: IncrementalOutcome | undefined;
  try {
    outcome = await snapshotIncrementally(source, copy, write, killing.storage);
  } catch (error) {
    // Some callers put a fault around what a killed process would have thrown.
    if (!(error instanceof Killed || (error instanceof Error && error.cause instanceof Killed))) throw error;
  }
  const wasKilled = outcome === undefined;
  outcome ??= await snapshotIncrementally(source, copy, write);
  await verifyIncremental(localStorage, copy, outcome, signal);
  return { outcome, wasKilled };
}
