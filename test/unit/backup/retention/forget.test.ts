import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { toBatch } from '../../../../src/backup/report/reportTable';
import { planForget } from '../../../../src/backup/retention/forget';
import { runForget } from '../../../../src/backup/retention/forgetRun';
import type { Retention } from '../../../../src/backup/retention/retention';
import { Fault } from '../../../../src/base/fault';
import {
  type FakeLakehouse,
  type FakeOptions,
  fakeDatabase,
  fakeLakehouse,
  fakeTable,
} from '../../support/fakeLakehouse';
import { failedRow, reportRow } from '../../support/reportRow';

const PREFIX = '/bronze';
const DAY = 86_400_000;
const FIRST = Date.parse('2026-11-20T00:00:00Z');
const NOW = FIRST + 30 * DAY;

/** The folder of the copy that was taken so many days after the first. */
function folder(day: number): string {
  const at = FIRST + day * DAY;
  return `${PREFIX}/${new Date(at).toISOString().slice(0, 10)}/${at}`;
}

/** A dated copy; `failed` has a table without a verified copy, `begun` no report. */
function copy(day: number, state: 'good' | 'failed' | 'begun' = 'good', database = 'ow') {
  const at = folder(day);
  const times = { startedAt: FIRST + day * DAY, endedAt: FIRST + day * DAY };
  const about = { ...times, database, runId: `run-${day}`, table: 'job_gold', target: `${at}/data/job_gold` };
  const row = state === 'good' ? reportRow(about) : failedRow('No.', about);
  const report = { [`${at}/clone_report`]: { ...fakeTable('report'), records: toBatch([row]).rows } };
  return { ...fakeDatabase(`${at}/data`, 'job_gold'), ...(state === 'begun' ? {} : report) };
}

function lake(copies: readonly ReturnType<typeof copy>[], more: Partial<FakeOptions> = {}): FakeLakehouse {
  return fakeLakehouse({ tables: Object.assign({}, ...copies), ...more });
}

const options = (now = NOW) => ({ now: () => now, concurrency: 2, signal: new AbortController().signal });
const plan = (lakehouse: FakeLakehouse, retention: Retention, now = NOW) =>
  planForget({ from: PREFIX, retention }, lakehouse, { ...options(now), runId: 'forget-1' });

const kept = ({ folders }: Awaited<ReturnType<typeof plan>>) =>
  folders.map(({ copy: { location }, keep }) => `${location.split('/').at(2)} ${keep ? 'keep' : 'remove'}`);

describe('dated copies', () => {
  test('go as whole folders, the oldest first', async () => {
    const lakehouse = lake([copy(0), copy(1), copy(2)]);
    const made = await plan(lakehouse, { last: 1 });
    assert.deepEqual(kept(made), ['2026-11-22 keep', '2026-11-21 remove', '2026-11-20 remove']);
    const summary = await runForget(made, lakehouse, { ...options(), onEvent: () => {} });
    assert.deepEqual([summary.status, summary.kept, summary.removed], ['done', 1, 2]);
    const removals = lakehouse.calls.filter((call) => call.startsWith('removeFolder'));
    assert.deepEqual(removals, [`removeFolder ${folder(0)}`, `removeFolder ${folder(1)}`]);
    assert.deepEqual(
      [...lakehouse.state.keys()].filter((place) => !place.startsWith(folder(2))),
      [],
    );
  });

  test('that are not wholly verified take no place of one that is', async () => {
    assert.deepEqual(kept(await plan(lake([copy(0), copy(1, 'failed')]), { last: 1 })), [
      '2026-11-21 keep',
      '2026-11-20 keep',
    ]);
  });

  test('without a report stay while they may be under way', async () => {
    const lakehouse = lake([copy(0), copy(1, 'begun'), copy(2)]);
    const soon = await plan(lakehouse, { last: 1 }, FIRST + DAY + 3_600_000);
    assert.deepEqual(kept(soon), ['2026-11-22 keep', '2026-11-21 keep', '2026-11-20 remove']);
    const later = await plan(lakehouse, { last: 1 });
    assert.deepEqual(kept(later), ['2026-11-22 keep', '2026-11-21 remove', '2026-11-20 remove']);
  });

  test('of two databases do not stand in for one another', async () => {
    const lakehouse = lake([copy(0, 'good', 'east'), copy(1, 'good', 'west')]);
    assert.deepEqual(kept(await plan(lakehouse, { last: 1 })), ['2026-11-21 keep', '2026-11-20 keep']);
  });

  test('of which one cannot be removed make it partly done', async () => {
    const hook: FakeOptions['hook'] = (operation, place) => {
      if (operation === 'removeFolder' && place === folder(0)) throw new Fault('no-permission', 'No.');
    };
    const lakehouse = lake([copy(0), copy(1), copy(2)], { hook });
    const summary = await runForget(await plan(lakehouse, { last: 1 }), lakehouse, {
      ...options(),
      onEvent: () => {},
    });
    assert.deepEqual([summary.status, summary.removed], ['partial', 1]);
  });
});

describe('refused', () => {
  test('a place without copies', () => assert.rejects(plan(lake([]), { last: 1 }), { code: 'not-found' }));
  test('no rule at all', () => assert.rejects(plan(lake([copy(0)]), {}), { code: 'usage' }));

  test('a place that cannot be written to, where there is something to remove', async () => {
    const hook: FakeOptions['hook'] = (operation) => {
      if (operation === 'assertWritable') throw new Fault('no-permission', 'Read-only.');
    };
    await assert.rejects(plan(lake([copy(0), copy(1)], { hook }), { last: 1 }), { code: 'no-permission' });
    assert.equal((await plan(lake([copy(0), copy(1)], { hook }), { last: 2 })).folders.length, 2);
  });
});
