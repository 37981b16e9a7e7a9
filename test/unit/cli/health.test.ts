/** The command `health`: what it prints, and what cron gets to know. */

import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { fakeLakehouse, fakeTable } from '../support/fakeLakehouse';
import { matchesGolden } from '../support/golden';
import { type CliOptions, cli, type Printed } from '../support/runCli';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-23T03:24:56Z');
const REPORT = '/lake/ow/global_share/pipeline_report';
type Records = readonly Readonly<Record<string, unknown>>[];

function health(records: Records, words: readonly string[] = [], options: CliOptions = {}): Promise<Printed> {
  const lakehouse = fakeLakehouse({ tables: { [REPORT]: { ...fakeTable('report'), records } } });
  return cli(['health', '--lakehouse', '/lake', '--database', 'ow', ...words], lakehouse, options);
}

function golden(name: string, text: string): void {
  matchesGolden(path.join(__dirname, 'golden', `${name}.txt`), text);
}

/** A run `daysAgo` that took over data up to `until` days ago. */
function run(
  organization_id: string,
  [moduleID, moduleName]: readonly [number, string],
  daysAgo: number,
  status: string | null,
  until = daysAgo,
) {
  const workspace_name = organization_id === '5206439413157315' ? 'Entwicklung Zürich' : 'prod-eu-west';
  const Pipeline_SnapTS = NOW - daysAgo * DAY;
  const untilTS = NOW - until * DAY;
  return { organization_id, workspace_name, moduleID, moduleName, Pipeline_SnapTS, untilTS, status };
}

const AUDIT = [1004, 'Bronze_AuditLogs'] as const;
const SPARK = [1006, 'Bronze_SparkEventLogs'] as const;
const JOBS = [2006, 'Silver_SPARK_Jobs'] as const;
const [PROD, DEV, OLD] = ['2222170229861029', '5206439413157315', '7777000011112222'];
const DENIED =
  'FAILED --> ROLLBACK SUCCESSFUL\nERROR:\njava.nio.file.AccessDeniedException: dbfs:/cluster-logs';

const HEALTHY = [run(PROD, AUDIT, 1, 'SUCCESS'), run(PROD, AUDIT, 0, 'EMPTY: nothing new')];
const ILL = [
  ...HEALTHY,
  run(PROD, SPARK, 0, 'SUCCESS'),
  run(DEV, AUDIT, 0, 'SUCCESS'),
  run(DEV, SPARK, 5, 'SUCCESS'),
  run(DEV, SPARK, 0, `${DENIED}${'/'.repeat(300)}`),
  run(DEV, JOBS, 5, 'SUCCESS'),
  run(DEV, JOBS, 0, 'EMPTY: 2006-Silver_SPARK_Jobs Module: SKIPPING', 5),
  run(DEV, [2018, 'Silver_Notebooks'], 0, null),
  run(OLD, AUDIT, 40, 'SUCCESS'),
];

describe('health', () => {
  test('explains itself', async () => {
    const { code, stdout } = await health([], ['--help']);
    assert.equal(code, 0);
    golden('help-health', stdout);
  });

  test('shows what failed and what is stale first, and where to begin', async () => {
    const { code, stdout, stderr } = await health(ILL);
    assert.deepEqual([code, stderr], [3, '']);
    golden('health', stdout);
  });

  test('fits a narrow terminal', async () => {
    golden('health-narrow', (await health(ILL, [], { terminal: true })).stdout);
  });

  test('is done where all modules come forward', async () => {
    const { code, stdout } = await health(HEALTHY);
    assert.equal(code, 0);
    golden('health-good', stdout);
  });

  test('fails where the report does not tell', async () => {
    const empty = await health([]);
    assert.equal(empty.code, 1);
    golden('health-empty', empty.stdout);
    const blind = await health(HEALTHY.map(({ status, ...rest }) => rest));
    assert.equal(blind.code, 1);
    assert.match(blind.stdout, /Health cannot be told: pipeline_report has no values in status\./);
  });

  test('prints JSON lines with whole errors and a summary', async () => {
    const printed = await health(ILL, ['--json']);
    assert.equal(printed.code, 3);
    const lines = printed.json();
    assert.deepEqual(
      lines.map(({ type, name, verdict }) => [type, name, verdict]),
      [
        ['module', '1006 Bronze_SparkEventLogs', 'failed'],
        ['module', '2006 Silver_SPARK_Jobs', 'stale'],
        ['module', '1004 Bronze_AuditLogs', 'stale'],
        ['module', '2018 Silver_Notebooks', 'unknown'],
        ['module', '1004 Bronze_AuditLogs', 'healthy'],
        ['module', '1006 Bronze_SparkEventLogs', 'healthy'],
        ['module', '1004 Bronze_AuditLogs', 'healthy'],
        ['summary', undefined, 'failed'],
      ],
    );
    assert.equal(lines[0]?.status, `${DENIED}${'/'.repeat(300)}`);
    assert.deepEqual(lines[1]?.waitsFor, [{ moduleId: 1006, moduleName: SPARK[1], why: 'failed' }]);
    assert.deepEqual(lines.at(-1)?.counts, { failed: 1, stale: 2, unknown: 1, healthy: 3 });
  });

  test('takes another length of time', async () => {
    const late = [run(PROD, AUDIT, 3, 'SUCCESS')];
    assert.equal((await health(late)).code, 3);
    assert.equal((await health(late, ['--stale-after', '3d1h'])).code, 0);
    assert.equal((await health(late, ['--stale-after', '71h'])).code, 3);
    assert.equal((await health(late, ['--stale-after', '1w'])).code, 0);
  });

  for (const [words, message] of [
    [['--stale-after', 'soon'], /"soon" is no length of time/],
    [['--stale-after', '0d'], /"0d" is no length of time/],
    [['--stale-after', '999999999y'], /further than the calendar/],
  ] as const) {
    test(`refuses ${words.join(' ')}`, async () => {
      const { code, stderr } = await health(HEALTHY, words);
      assert.equal(code, 2);
      assert.match(stderr, message);
    });
  }
});
