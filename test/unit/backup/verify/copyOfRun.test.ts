import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ReportRow } from '../../../../src/backup/report/report';
import { toBatch } from '../../../../src/backup/report/reportTable';
import { writeForgotten } from '../../../../src/backup/retention/forgotten';
import { findCopy, readCopy } from '../../../../src/backup/verify/copyOfRun';
import { type FakeLakehouse, type FakeTable, fakeLakehouse } from '../../support/fakeLakehouse';
import { failedRow, reportRow } from '../../support/reportRow';

const ROOT = '/backups/ow';
const { signal } = new AbortController();

/** A backup whose `job_gold` has versions of 10, 20, … rows, and whose report holds the rows. */
function backup(versions: number, ...rows: ReportRow[]): FakeLakehouse {
  const table: FakeTable = {
    tableId: 'copy',
    versions: Array.from({ length: versions }, (_, version) => ({
      committedAt: version,
      files: { [`${version}.parquet`]: 100 },
      rows: (version + 1) * 10,
    })),
  };
  const report = { ...table, records: toBatch(rows).rows };
  return fakeLakehouse({ tables: { [`${ROOT}/data/job_gold`]: table, [`${ROOT}/clone_report`]: report } });
}

const left = (runId: string, targetVersion: number, given: Partial<ReportRow> = {}) =>
  reportRow({
    runId,
    targetVersion,
    rows: (targetVersion + 1) * 10,
    startedAt: targetVersion * 1000,
    endedAt: targetVersion * 1000 + 500,
    ...given,
  });

async function previewed(lakehouse: FakeLakehouse, runId: string, table = 'job_gold') {
  const copy = await findCopy({ root: ROOT, runId, table }, lakehouse, signal);
  const read = (moment: { version: number }) => lakehouse.preview(copy.location, moment, 100, signal);
  const { version, rows } = await readCopy(copy, read, lakehouse, signal);
  return { version, rows: rows.length };
}

describe('a table as a run left it', () => {
  test('is read at that version, however many came since', async () => {
    const lakehouse = backup(3, left('one', 0), left('two', 1), left('three', 2));
    assert.deepEqual(await previewed(lakehouse, 'one'), { version: 0, rows: 10 });
    assert.deepEqual(await previewed(lakehouse, 'two', 'JOB_GOLD'), { version: 1, rows: 20 });
  });

  test('that a run skipped is as an earlier run left it', async () => {
    const skipped = left('two', 1, { status: 'skipped', targetVersion: undefined, verification: undefined });
    assert.equal((await previewed(backup(1, left('one', 0), skipped), 'two')).version, 0);
  });

  test('is not there where the run failed, did not take it, or is unknown', async () => {
    const lakehouse = backup(1, left('one', 0), failedRow('It is broken.', { runId: 'two' }));
    await assert.rejects(previewed(lakehouse, 'two'), {
      code: 'no-such-version',
      message: /Run two left no verified copy of the table job_gold \(failed: It is broken\.\)/,
    });
    await assert.rejects(previewed(lakehouse, 'one', 'job_golt'), {
      code: 'not-found',
      message: 'Run one did not take the table job_golt.',
      advice: 'Did you mean job_gold?',
    });
    await assert.rejects(previewed(lakehouse, 'ones'), { code: 'not-found', advice: 'Did you mean one?' });
  });

  test('of a run that was forgotten is gone', async () => {
    const lakehouse = backup(2, left('one', 0), left('two', 1));
    await writeForgotten(ROOT, new Map([['one', 5000]]), lakehouse, signal);
    await assert.rejects(previewed(lakehouse, 'one'), { message: /^Run one was forgotten on 1970/ });
    assert.equal((await previewed(lakehouse, 'two')).version, 1);
  });

  test('that was copied anew into an empty folder is not taken for another version of that number', async () => {
    const lakehouse = backup(2, left('one', 0, { rows: 77 }), left('two', 1), left('three', 2));
    await assert.rejects(previewed(lakehouse, 'one'), {
      code: 'no-such-version',
      message:
        /^Version 0 of job_gold, which run one left, can no longer be read\. .* 10 rows now, where the run counted 77/,
      advice: /overwritten since/,
    });
    await assert.rejects(previewed(lakehouse, 'three'), { message: /^Version 2 of job_gold, .* no version/ });
  });

  test('is not refused for rows that the run did not count', async () => {
    const uncounted = left('one', 0, { rows: 77, verification: 'files and sizes' });
    assert.equal((await previewed(backup(1, uncounted), 'one')).version, 0);
  });

  test('a fault that has nothing to do with the version is told as it is', async () => {
    const lakehouse = backup(1, left('one', 0));
    const copy = await findCopy({ root: ROOT, runId: 'one', table: 'job_gold' }, lakehouse, signal);
    const broken = new TypeError('a defect');
    const failing = async () => {
      throw broken;
    };
    await assert.rejects(readCopy(copy, failing, lakehouse, signal), broken);
  });
});
