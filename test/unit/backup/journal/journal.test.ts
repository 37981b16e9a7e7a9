import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  formatEntry,
  type JournalEntry,
  parseJournal,
  runBegun,
  stateOf,
} from '../../../../src/backup/journal/journal';
import { openJournal, readState } from '../../../../src/backup/journal/journalWriter';
import type { ClonedTable, FailedTable, StepOutcome } from '../../../../src/backup/outcome';
import type { CloneStep, Plan } from '../../../../src/backup/plan';
import { Fault } from '../../../../src/base/fault';
import { fakeLakehouse } from '../../support/fakeLakehouse';

const { signal } = new AbortController();

function step(table: string, sourceVersion = 3): CloneStep {
  const state = {
    ready: true as const,
    sourceVersion,
    bytes: 100,
    files: 1,
    rows: undefined,
    bytesToCopy: 100,
    statement: '',
  };
  return { kind: 'clone', table, group: 'gold', source: `/lake/${table}`, target: `/new/${table}`, state };
}

const PLAN: Plan = {
  runId: 'run-1',
  process: 'snapshot',
  parameters: {
    database: { name: 'ow', location: '/lake' },
    root: '/new',
    type: 'full',
    layers: ['gold'],
    exclude: [],
    include: [],
    checksum: false,
  },
  createdAt: 1,
  steps: [step('job_gold'), step('pipeline_report')],
  reportTable: '/new/clone_report',
  leftOut: [],
  warnings: [],
  totals: { tables: 2, files: 2, bytes: 200, bytesToCopy: 200 },
  freeBytes: undefined,
};

const done: ClonedTable = {
  status: 'done',
  startedAt: 1,
  endedAt: 2,
  targetVersion: 0,
  warnings: [],
  verification: { files: 1, bytes: 100, rows: 1, checksum: false },
  metrics: {
    sourceTableSize: 100,
    sourceNumOfFiles: 1,
    numRemovedFiles: 0,
    numCopiedFiles: 1,
    removedFilesSize: 0,
    copiedFilesSize: 100,
  },
};
const failed: FailedTable = {
  status: 'failed',
  startedAt: 1,
  endedAt: 2,
  error: { code: 'io', message: 'No.' },
};
const taken: StepOutcome = { status: 'done', what: 'verified', startedAt: 1, endedAt: 2 };
const BEGUN = runBegun(PLAN, 'one', 1);
const RESUMED: JournalEntry = { type: 'run-resumed', at: 5, session: 'two' };

describe('stateOf', () => {
  test('tells which tables ended, and how', () => {
    const state = stateOf([
      BEGUN,
      { type: 'table-begun', at: 1, table: 'job_gold' },
      { type: 'table-ended', table: 'job_gold', outcome: done },
      { type: 'table-begun', at: 2, table: 'pipeline_report' },
    ]);
    assert.deepEqual([...state.tables.keys()], ['job_gold']);
    assert.deepEqual([...state.begunTables], ['pipeline_report']);
    assert.equal(state.status, undefined);
    assert.equal(state.session, 'one');
  });

  test('a resumed run tries again what failed, and keeps what was done', () => {
    const state = stateOf([
      BEGUN,
      { type: 'table-ended', table: 'job_gold', outcome: done },
      { type: 'table-ended', table: 'pipeline_report', outcome: failed },
      { type: 'step-begun', at: 2, step: 'verify-all' },
      { type: 'step-ended', step: 'verify-all', outcome: taken },
      { type: 'step-ended', step: 'config', outcome: failed },
      { type: 'run-ended', at: 3, status: 'partial' },
      RESUMED,
    ]);
    assert.deepEqual([...state.tables.keys()], ['job_gold']);
    assert.deepEqual([...state.failedTables], ['pipeline_report']);
    assert.deepEqual([...state.steps.keys()], ['verify-all']);
    assert.deepEqual([...state.begunSteps], ['verify-all']);
    assert.equal(state.status, undefined);
    assert.equal(state.session, 'two');
  });

  test('what is planned anew is to be done again, in its place; new tables come last', () => {
    const state = stateOf([
      BEGUN,
      { type: 'table-ended', table: 'job_gold', outcome: done },
      { type: 'table-ended', table: 'pipeline_report', outcome: done },
      { type: 'replanned', at: 2, steps: [step('cluster_gold'), step('job_gold', 4)] },
    ]);
    assert.deepEqual([...state.tables.keys()], ['pipeline_report']);
    assert.deepEqual(
      state.plan.steps.map(({ table, state: planned }) => [table, planned.ready && planned.sourceVersion]),
      [
        ['job_gold', 4],
        ['pipeline_report', 3],
        ['cluster_gold', 3],
      ],
    );
  });

  test('refuses what does not begin with a run, or is of another form', () => {
    assert.throws(() => stateOf([]), { code: 'damaged' });
    assert.throws(() => stateOf([RESUMED]), { code: 'damaged' });
    assert.throws(() => stateOf([BEGUN, BEGUN]), { code: 'damaged' });
    const newer = { ...BEGUN, format: 2 } as unknown as JournalEntry;
    assert.throws(() => stateOf([newer]), { code: 'unsupported-feature', message: /form 2/ });
  });
});

describe('parseJournal', () => {
  const entries: JournalEntry[] = [
    BEGUN,
    { type: 'table-begun', at: 1, table: 'job_gold' },
    { type: 'table-ended', table: 'job_gold', outcome: done },
    { type: 'run-ended', at: 3, status: 'done' },
  ];
  const text = entries.map(formatEntry).join('');

  test('reads what was written', () => {
    assert.equal(JSON.stringify(parseJournal(text)), JSON.stringify(entries));
  });

  test('property: cut off anywhere it holds the entries before the cut, and so it does after a run went on behind it', () => {
    fc.assert(
      fc.property(fc.nat({ max: text.length }), (length) => {
        const cut = text.slice(0, length);
        const whole = entries.filter((_, index) => {
          const end = entries
            .slice(0, index + 1)
            .map(formatEntry)
            .join('').length;
          return end - 1 <= length;
        });
        assert.equal(JSON.stringify(parseJournal(cut)), JSON.stringify(whole));
        if (whole.length === 0) return;
        const resumed = parseJournal(
          cut + formatEntry(RESUMED) + formatEntry({ type: 'run-ended', at: 9, status: 'done' }),
        );
        assert.equal(JSON.stringify(resumed.slice(0, -2)), JSON.stringify(whole));
      }),
    );
  });

  test('a garbled line in the middle is refused, with its number', () => {
    const lines = text.split('\n');
    lines[1] = '{"type":"table-be';
    assert.throws(() => parseJournal(lines.join('\n')), { code: 'damaged', message: /line 2/ });
  });

  test('a run whose first line is cut off never began', () => {
    assert.deepEqual(parseJournal(text.slice(0, 20)), []);
  });
});

describe('openJournal', () => {
  for (const length of [5, 100])
    test(`writes that a full disk cut off after ${length} characters spoil no others`, async () => {
      const lakehouse = fakeLakehouse({ tables: {} });
      let isFull = false;
      const filling: typeof lakehouse = {
        ...lakehouse,
        appendJournal: async (root, runId, text) => {
          await lakehouse.appendJournal(root, runId, isFull ? text.slice(0, length) : text);
          if (isFull) throw new Fault('no-space', 'The disk is full.');
        },
      };
      const journal = await openJournal(PLAN, undefined, filling, () => 1);
      const ended = (table: string) => journal.write({ type: 'table-ended', table, outcome: done });
      await ended('a');
      isFull = true;
      await assert.rejects(ended('b'), { code: 'no-space' });
      await assert.rejects(ended('c'), { code: 'no-space' });
      isFull = false;
      await ended('d');
      await ended('e');
      const state = await readState('/new', 'run-1', lakehouse, signal);
      assert.deepEqual([...(state?.tables.keys() ?? [])], ['a', 'd', 'e']);
    });

  test('entries that come at a time are written together, in order', async () => {
    const lakehouse = fakeLakehouse({ tables: {} });
    const journal = await openJournal(PLAN, undefined, lakehouse, () => 1);
    await Promise.all(
      ['a', 'b', 'c', 'd'].map((table) => journal.write({ type: 'table-begun', at: 1, table })),
    );
    assert.ok(lakehouse.calls.length <= 3, lakehouse.calls.join(', '));
    const state = await readState('/new', 'run-1', lakehouse, signal);
    assert.deepEqual([...(state?.begunTables ?? [])], ['a', 'b', 'c', 'd']);
    assert.equal(state?.writer, lakehouse.processName, 'whoever reads it can ask whether the writer lives');
  });

  test('what is only noted is kept together with the next entry', async () => {
    const lakehouse = fakeLakehouse({ tables: {} });
    const journal = await openJournal(PLAN, undefined, lakehouse, () => 1);
    journal.note({ type: 'table-begun', at: 1, table: 'a' });
    assert.equal((await readState('/new', 'run-1', lakehouse, signal))?.begunTables.size, 0);
    await journal.write({ type: 'table-begun', at: 1, table: 'b' });
    const state = await readState('/new', 'run-1', lakehouse, signal);
    assert.deepEqual([...(state?.begunTables ?? [])], ['a', 'b']);
  });

  test('an entry that cannot be written is told, and the next one is tried', async () => {
    let isFull = false;
    const lakehouse = fakeLakehouse({
      tables: {},
      hook: () => {
        if (isFull) throw new Error('Full.');
      },
    });
    const journal = await openJournal(PLAN, undefined, lakehouse, () => 1);
    isFull = true;
    await assert.rejects(journal.write({ type: 'table-begun', at: 1, table: 'a' }), /Full/);
    isFull = false;
    await journal.write({ type: 'table-begun', at: 1, table: 'b' });
    const state = await readState('/new', 'run-1', lakehouse, signal);
    assert.deepEqual([...(state?.begunTables ?? [])], ['b']);
  });

  test('who resumes a run takes it from whoever had it', async () => {
    const lakehouse = fakeLakehouse({ tables: {} });
    const first = await openJournal(PLAN, undefined, lakehouse, () => 1);
    await first.assertOurs(signal);
    const state = await readState('/new', 'run-1', lakehouse, signal);
    const second = await openJournal(PLAN, state, lakehouse, () => 1);
    await second.assertOurs(signal);
    await assert.rejects(first.assertOurs(signal), { code: 'conflict' });
  });
});
