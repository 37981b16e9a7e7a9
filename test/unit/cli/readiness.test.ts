/** The command `readiness`: what it prints of a workspace and of a folder, what it generates, and what cron gets to know. */

import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { parsePlace } from '../../../src/lakehouse/databricks/places';
import type { Lakehouse } from '../../../src/lakehouse/lakehouse';
import { CHECKS } from '../../../src/readiness/readiness';
import { startFakeWorkspace } from '../../support/fakeWorkspace/fakeWorkspace';
import { makeIll } from '../../support/illWorkspace';
import type { Cleanup } from '../../support/temporary';
import { fakeDatabase, fakeLakehouse } from '../support/fakeLakehouse';
import { matchesGolden } from '../support/golden';
import { type CliOptions, cli } from '../support/runCli';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-23T03:24:56Z');
const LOCATION = '/lake/ow/global_share';
const HUB = { auditLogConfig: { azureAuditLogEventhubConfig: { eventHubName: 'audit-hub' } } };
const WORDS = ['readiness', '--lakehouse', '/lake', '--database', 'ow'];
const TO = ['--lakehouse', '/lake', '--database', 'ow', '--to', '/backup/ow'];

function golden(name: string, text: string): void {
  matchesGolden(path.join(__dirname, 'golden', `${name}.txt`), text);
}

/** A database that Overwatch last wrote an hour ago. */
function lakehouse(): Lakehouse {
  const tables = fakeDatabase(LOCATION, 'audit_log_bronze', 'job_gold');
  const report = tables[`${LOCATION}/pipeline_report`];
  assert.ok(report);
  const Pipeline_SnapTS = NOW - DAY / 24;
  const [first, second] = ['2222170229861029', '5206439413157315'];
  const records = [
    {
      organization_id: first,
      workspace_name: 'prod',
      Pipeline_SnapTS,
      externalizeOptimize: true,
      parsedConfig: HUB,
    },
    {
      organization_id: second,
      workspace_name: 'dev',
      Pipeline_SnapTS,
      externalizeOptimize: true,
      parsedConfig: HUB,
    },
  ];
  return fakeLakehouse({ tables: { ...tables, [`${LOCATION}/pipeline_report`]: { ...report, records } } });
}

async function snapshot(on: Lakehouse, daysAgo: number, ...more: readonly string[]): Promise<void> {
  const { code } = await cli(['snapshot', ...TO, ...more], on, { now: NOW - daysAgo * DAY });
  assert.equal(code, 0);
}

async function illWorkspace(test: Cleanup): Promise<CliOptions> {
  const workspace = await startFakeWorkspace(test);
  makeIll(workspace, NOW);
  return { workspace: { rest: workspace.rest, warehouse: 'abc123' } };
}

/** The port and the ids of runs are others each time. */
function steady(text: string): string {
  return text
    .replace(/127\.0\.0\.1:\d+/g, 'workspace.example')
    .replace(/(\d{8}T\d{6}Z)-[0-9a-f]{6}/g, '$1-abcdef');
}

describe('readiness', () => {
  test('explains itself', async () => {
    golden('help-readiness', (await cli(['readiness', '--help'], lakehouse())).stdout);
  });

  test('tells of a workspace in which nobody has read the guide', async (test) => {
    const on = lakehouse();
    await snapshot(on, 20, '--layers', 'gold');
    const { code, stdout, stderr } = await cli(WORDS, on, await illWorkspace(test));
    assert.deepEqual([code, stderr], [3, '']);
    golden('readiness', steady(stdout));
  });

  test('tells of a folder what a folder can tell', async () => {
    const on = lakehouse();
    await snapshot(on, 9);
    await snapshot(on, 2);
    const { code, stdout } = await cli(WORDS, on);
    assert.equal(code, 0);
    golden('readiness-folder', steady(stdout));
  });

  test('fits a narrow terminal', async () => {
    golden('readiness-narrow', (await cli(WORDS, lakehouse(), { terminal: true })).stdout);
  });

  test('prints one JSON object, with what can be generated', async (test) => {
    const printed = await cli([...WORDS, '--json'], lakehouse(), await illWorkspace(test));
    assert.equal(printed.code, 3);
    const [document, ...more] = printed.json();
    assert.deepEqual(more, []);
    assert.deepEqual([document?.type, document?.verdict], ['readiness', 'fail']);
    const checks = document?.checks as { id: string; verdict: string; fixes: { fileName: string }[] }[];
    assert.deepEqual(checks.map(({ id }) => id).sort(), CHECKS.map(({ id }) => id).sort());
    const logging = checks.find(({ id }) => id === 'cluster-logging');
    assert.deepEqual(
      logging?.fixes.map(({ fileName }) => fileName),
      ['cluster-policy.json'],
    );
  });

  test('--force without --out would do nothing', async () => {
    const { code, stdout, stderr } = await cli([...WORDS, '--force'], lakehouse());
    assert.deepEqual([code, stdout], [2, ''], stderr);
    assert.match(stderr, /--force means nothing to the output/);
  });

  test('writes what can be generated, and replaces nothing unasked', async (test) => {
    const options = await illWorkspace(test);
    const { files, stderr } = await cli([...WORDS, '--out', 'fixes'], lakehouse(), options);
    assert.deepEqual(Object.keys(files).sort(), [
      '/fixes/adls-lifecycle.json',
      '/fixes/cluster-policy.json',
      '/fixes/gcs-lifecycle.json',
      '/fixes/optimizer-job.json',
      '/fixes/overwatch-alert-modules.json',
      '/fixes/overwatch-alert-modules.sql',
      '/fixes/s3-lifecycle.json',
    ]);
    assert.match(stderr, /Written: \/fixes\/optimizer-job\.json\n {2}databricks jobs create --json/);

    const there = { ...options, files: { '/fixes/optimizer-job.json': 'mine' } };
    const refused = await cli([...WORDS, '--out', 'fixes'], lakehouse(), there);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /optimizer-job\.json is there already/);
    assert.equal(refused.files['/fixes/optimizer-job.json'], 'mine');
    const forced = await cli([...WORDS, '--out', 'fixes', '--force'], lakehouse(), there);
    assert.equal(forced.code, 3);
    assert.notEqual(forced.files['/fixes/optimizer-job.json'], 'mine');
  });

  test('reads the backup and the config that are named', async () => {
    const on = lakehouse();
    await snapshot(on, 2);
    const header = 'workspace_name,etl_database_name,storage_prefix,auditlogprefix_source_path';
    await on.replaceFile(
      '/config.csv',
      Buffer.from(`${header}\nprod,ow,/lake/ow,s3://audit`),
      new AbortController().signal,
    );
    const { stdout } = await cli([...WORDS, '--from', '/backup/ow', '--config', '/config.csv'], on);
    assert.match(stdout, /No Event Hub: audit logs are read from s3:\/\/audit\./);
    assert.match(stdout, /1 good state can be brought back, from \/backup\/ow\./);
    const wrong = await cli([...WORDS, '--config', '/nowhere.csv'], on);
    assert.deepEqual([wrong.code, wrong.stdout], [1, '']);
    assert.match(wrong.stderr, /There is no config \/nowhere\.csv/);
  });

  test('fails where nothing at all could be looked at', async () => {
    const nothing = { ...lakehouse(), host: 'prod.example.com', place: parsePlace };
    const down = async () => {
      throw new Error('down');
    };
    const blind = { ...nothing, readReport: down, tables: down, entries: down };
    const printed = await cli(
      ['readiness', '--lakehouse', 'databricks://prod/abc', '--database', 'main.ow'],
      blind,
    );
    assert.equal(printed.code, 1);
    assert.match(printed.stdout, /^ow: 14 could not look\.$/m);
  });
});
