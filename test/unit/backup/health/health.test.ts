import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { MODULES } from '../../../../scripts/sample/tables/report';
import { type ModuleHealth, type PipelineHealth, rootsOf } from '../../../../src/backup/health/health';
import { pipelineHealth } from '../../../../src/backup/health/judge';
import type { ReportRecord } from '../../../../src/backup/health/moduleRuns';
import { readHealth } from '../../../../src/backup/health/readHealth';
import { dependenciesOf } from '../../../../src/overwatch/modules';
import { fakeLakehouse } from '../../support/fakeLakehouse';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-23T03:00:00Z');
const OPTIONS = { now: NOW, staleBefore: NOW - 2 * DAY };

/** A run of the audit log module `daysAgo`, which reached that time. */
function row(daysAgo: number, status: unknown = 'SUCCESS', more: ReportRecord = {}): ReportRecord {
  const ranAt = NOW - daysAgo * DAY;
  return {
    organization_id: '1',
    workspace_name: 'prod',
    moduleID: 1004,
    moduleName: 'Bronze_AuditLogs',
    runStartTS: ranAt,
    untilTS: ranAt,
    status,
    Pipeline_SnapTS: ranAt,
    ...more,
  };
}

function only({ modules }: PipelineHealth): ModuleHealth {
  assert.equal(modules.length, 1);
  const [module] = modules;
  assert.ok(module);
  return module;
}

function judged(...records: ReportRecord[]): PipelineHealth {
  return pipelineHealth(records, OPTIONS);
}

describe('the verdict on a module', () => {
  const cases: [what: string, records: ReportRecord[], verdict: string, reason?: RegExp][] = [
    ['its last run succeeded', [row(0)], 'healthy'],
    ['its last run found nothing new and carried it forward', [row(1), row(0, 'EMPTY: none')], 'healthy'],
    ['its last run failed', [row(1), row(0, 'FAILED --> x\nERROR:\ny', { runStartTS: 0 })], 'failed'],
    ['it failed, and succeeded since', [row(1, 'FAILED --> x'), row(0)], 'healthy'],
    ['it never did anything but fail', [row(0, 'FAILED --> x')], 'failed'],
    ['it reached the limit exactly', [row(2)], 'healthy'],
    [
      'it reached a moment before the limit',
      [row(2, 'SUCCESS', { untilTS: OPTIONS.staleBefore - 1 })],
      'stale',
    ],
    [
      'it runs and is not carried forward',
      [row(5), row(0, 'EMPTY: held', { untilTS: NOW - 5 * DAY })],
      'stale',
    ],
    [
      'what it was to reach in a run that failed does not count',
      [row(5), row(1, 'FAILED'), row(0, 'Initialized')],
      'stale',
    ],
    ['it was initialized alone', [row(0, 'Initialized')], 'stale', /never succeeded/],
    ['its status is null', [row(0.5), row(0, null)], 'unknown', /no status/],
    ['its status is no text', [row(0.5), row(0, 7)], 'unknown', /no status/],
    [
      'its status is none of Overwatch',
      [row(0.5), row(0, 'TIME OUT')],
      'unknown',
      /none of Overwatch's: TIME OUT/,
    ],
    ['an odd status does not hide that it is stale', [row(9), row(0, 'TIME OUT')], 'stale'],
    ['it does not say how far it came', [row(0, 'SUCCESS', { untilTS: null })], 'unknown', /untilTS/],
    ['how far it came is no time', [row(0, 'SUCCESS', { untilTS: 1e17 })], 'unknown', /untilTS/],
    ['it came further than today', [row(0, 'SUCCESS', { untilTS: NOW * 1000 })], 'unknown', /future/],
    [
      'two runs do not say when they were',
      [row(0, 'SUCCESS', { Pipeline_SnapTS: null }), row(0, 'FAILED', { Pipeline_SnapTS: null })],
      'unknown',
      /Pipeline_SnapTS/,
    ],
    ['its only run does not say when it was', [row(0, 'FAILED', { Pipeline_SnapTS: null })], 'failed'],
    [
      'a run without a time counts as the earliest',
      [row(0), row(0, 'FAILED', { Pipeline_SnapTS: null })],
      'healthy',
    ],
  ];
  for (const [what, records, verdict, reason] of cases) {
    test(`${verdict}: ${what}`, () => {
      const module = only(judged(...records));
      assert.equal(module.verdict, verdict);
      if (reason === undefined) assert.equal(module.reason, undefined);
      else assert.match(module.reason ?? '', reason);
    });
  }
});

test('a module keeps the error of its last failure, and how far it came', () => {
  const failed = 'FAILED --> ROLLBACK SUCCESSFUL\nERROR:\nboom';
  const module = only(judged(row(3, 'FAILED --> older'), row(2, failed), row(1), row(0, 'EMPTY: none')));
  assert.deepEqual(module.lastFailure, { at: NOW - 2 * DAY, error: 'ROLLBACK SUCCESSFUL\nERROR:\nboom' });
  assert.equal(module.state, 'empty');
  assert.equal(module.reachedAt, NOW);
  assert.equal(module.lastRunAt, NOW);
});

describe('what a module waits for', () => {
  const spark = { moduleID: 1006, moduleName: 'Bronze_SparkEventLogs' };
  const jobs = { moduleID: 2006, moduleName: 'Silver_SPARK_Jobs' };
  const gold = { moduleID: 3010, moduleName: 'Gold_SparkJob' };
  const held = (module: ReportRecord) => [
    row(5, 'SUCCESS', module),
    row(0, 'EMPTY: held', { ...module, untilTS: NOW - 5 * DAY }),
  ];
  const waits = ({ modules }: PipelineHealth) =>
    modules.map(({ moduleId, verdict, waitsFor }) => [
      moduleId,
      verdict,
      ...waitsFor.map((other) => `${other.moduleId} ${other.why}`),
    ]);

  test('a failure holds back what builds on it, in its own workspace alone', () => {
    const elsewhere = { organization_id: '2' };
    const health = judged(
      ...[row(0), row(0, 'SUCCESS', elsewhere), row(0, 'FAILED', { ...spark, ...elsewhere })],
      ...[row(0, 'SUCCESS', spark), row(0, 'SUCCESS', jobs)],
      ...[...held({ ...jobs, ...elsewhere }), ...held({ ...gold, ...elsewhere })],
    );
    assert.deepEqual(waits(health), [
      [1006, 'failed'],
      [2006, 'stale', '1006 failed'],
      [3010, 'stale', '2006 stale'],
      [1004, 'healthy'],
      [1006, 'healthy'],
      [2006, 'healthy'],
      [1004, 'healthy'],
    ]);
    assert.deepEqual(
      rootsOf(health).map(({ moduleId, organizationId }) => [moduleId, organizationId]),
      [[1006, '2']],
    );
    assert.equal(health.verdict, 'failed');
    assert.deepEqual(health.counts, { failed: 1, stale: 2, unknown: 0, healthy: 4 });
  });

  test('a module that never ran is named only where something waits for it', () => {
    assert.deepEqual(waits(judged(row(0), row(0, 'SUCCESS', jobs))), [
      [1004, 'healthy'],
      [2006, 'healthy'],
    ]);
    const health = judged(row(0), ...held(jobs));
    assert.deepEqual(waits(health), [
      [2006, 'stale', '1006 never ran'],
      [1004, 'healthy'],
    ]);
    assert.deepEqual(
      rootsOf(health).map(({ moduleId }) => moduleId),
      [2006],
    );
  });

  test('where nothing runs, the workspace is named and no module waits for another', () => {
    const health = judged(row(4), row(4.5, 'SUCCESS', spark), row(4, 'SUCCESS', jobs));
    assert.deepEqual(waits(health), [
      [1004, 'stale'],
      [1006, 'stale'],
      [2006, 'stale'],
    ]);
    assert.deepEqual(health.stopped, [{ organizationId: '1', workspace: 'prod', lastRunAt: NOW - 4 * DAY }]);
    assert.deepEqual(rootsOf(health), []);
  });
});

describe('the verdict on the whole', () => {
  test('an empty report tells nothing', () => {
    const { verdict, gaps, modules } = judged();
    assert.deepEqual([verdict, modules], ['unknown', []]);
    assert.match(gaps.join(), /is empty/);
  });

  for (const column of ['organization_id', 'moduleID', 'status', 'untilTS', 'Pipeline_SnapTS'] as const) {
    test(`without ${column} it is never healthy, and the column is named`, () => {
      const records = [row(1), row(0)].map(({ [column]: _, ...rest }) => rest);
      const { verdict, gaps } = judged(...records);
      assert.notEqual(verdict, 'healthy');
      assert.match(gaps.join(), new RegExp(`no values in ${column}\\.`));
    });
  }

  test('rows that do not say whose they are leave it unknown', () => {
    const health = judged(row(0), row(0, 'SUCCESS', { moduleID: null }));
    assert.equal(health.verdict, 'unknown');
    assert.match(health.gaps.join(), /1 row of pipeline_report without/);
    assert.equal(judged(row(0), row(0, 'FAILED', { moduleID: 1 }), {}).verdict, 'failed');
  });

  test('an organization id that is a number is the same as its text', () => {
    assert.equal(judged(row(0), row(1, 'SUCCESS', { organization_id: 1 })).modules.length, 1);
  });
});

const anyRow = fc
  .record({
    organization: fc.constantFrom('1', '2'),
    moduleID: fc.constantFrom(1004, 1006, 2006),
    daysAgo: fc.integer({ min: 0, max: 5 }),
    until: fc.integer({ min: 0, max: 5 }),
    status: fc.constantFrom('SUCCESS', 'EMPTY: none', 'FAILED --> x', 'FAILED --> y', 'Initialized'),
  })
  .map(({ organization, moduleID, daysAgo, until, status }) =>
    row(daysAgo, status, { organization_id: organization, moduleID, untilTS: NOW - until * DAY }),
  );

test('the order of the rows does not matter', () => {
  fc.assert(
    fc.property(
      fc
        .array(anyRow, { minLength: 1, maxLength: 12 })
        .chain((rows) =>
          fc.tuple(
            fc.constant(rows),
            fc.shuffledSubarray(rows, { minLength: rows.length, maxLength: rows.length }),
          ),
        ),
      ([rows, shuffled]) => assert.deepEqual(judged(...shuffled), judged(...rows)),
    ),
  );
});

/** The condition of the alert on modules (`modulesQuery`), said once more over plain rows. */
function alerted(rows: readonly ReportRecord[]): boolean {
  const last = [...rows].sort((one, other) => Number(other.Pipeline_SnapTS) - Number(one.Pipeline_SnapTS))[0];
  const reached = rows
    .filter(({ status }) => /^(SUCCESS|EMPTY)/.test(String(status)))
    .map(({ untilTS }) => Number(untilTS));
  return (
    String(last?.status).startsWith('FAILED') ||
    reached.length === 0 ||
    Math.max(...reached) < OPTIONS.staleBefore
  );
}

test('failed and stale are the modules that the alert counts', () => {
  const runs = fc.uniqueArray(anyRow, {
    minLength: 1,
    maxLength: 30,
    selector: (one) => `${one.organization_id} ${one.moduleID} ${one.Pipeline_SnapTS}`,
  });
  fc.assert(
    fc.property(runs, (rows) => {
      for (const { organizationId, moduleId, verdict } of judged(...rows).modules) {
        const own = rows.filter((one) => one.organization_id === organizationId && one.moduleID === moduleId);
        assert.equal(verdict === 'failed' || verdict === 'stale', alerted(own));
      }
    }),
  );
});

test('modules build on modules of the same layer or an earlier one, and no chain comes back', () => {
  const ids = new Set<number>(MODULES.map(([id]) => id));
  const depth = (id: number, above: readonly number[] = []): number => {
    assert.ok(ids.has(id) && !above.includes(id), [...above, id].join(' on '));
    return 1 + Math.max(0, ...dependenciesOf(id).map((other) => depth(other, [...above, id])));
  };
  for (const id of ids) {
    for (const other of dependenciesOf(id)) assert.ok(Math.floor(other / 1000) <= Math.floor(id / 1000));
    // Only what Overwatch fetches itself builds on nothing.
    assert.equal(depth(id) === 1, id < 2000 && id !== 1005 && id !== 1006);
  }
  assert.deepEqual(dependenciesOf(9999), []);
});

test('years of runs are gathered into one line a module', () => {
  const rows = Array.from({ length: 50_000 }, (_, index) =>
    row(Math.floor(index / 50), 'SUCCESS', { moduleID: 1000 + (index % 50) }),
  );
  assert.deepEqual(pipelineHealth(rows, OPTIONS).counts, { failed: 0, stale: 0, unknown: 0, healthy: 50 });
});

test('a database without the report is not found', async () => {
  const lakehouse = fakeLakehouse({ tables: {} });
  const options = { ...OPTIONS, signal: new AbortController().signal };
  await assert.rejects(readHealth('/lake/ow', lakehouse, options), { code: 'not-found' });
});
