/** The commands that look into one table: `preview` at a run, and `schema`. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type FakeLakehouse, fakeDatabase, fakeLakehouse } from '../support/fakeLakehouse';
import { matchesPrinted } from '../support/golden';
import { cli, type Printed } from '../support/runCli';

const DATABASE = '/lake/ow/global_share';
const COPY = '/backup/data/job_gold';
const START = Date.parse('2026-11-23T03:24:56Z');

async function snapshot(lakehouse: FakeLakehouse, now: number): Promise<string> {
  const words = ['snapshot', '--lakehouse', '/lake', '--database', 'ow', '--to', '/backup', '--json'];
  return String((await cli(words, lakehouse, { now })).json().at(-1)?.runId);
}

/** A backup of two runs: the first of ten rows, the second of thirty and of one column more. */
async function twoRuns(): Promise<{ lakehouse: FakeLakehouse; runs: readonly [string, string] }> {
  const lakehouse = fakeLakehouse({ tables: fakeDatabase(DATABASE, 'job_gold'), freeBytes: 1_000_000 });
  const first = await snapshot(lakehouse, START);
  const source = lakehouse.state.get(`${DATABASE}/job_gold`);
  assert.ok(source);
  const versions = [...source.versions, { committedAt: 2000, files: { a: 50 }, rows: 30 }];
  lakehouse.state.set(`${DATABASE}/job_gold`, { ...source, versions });
  const second = await snapshot(lakehouse, START + 86_400_000);
  return { lakehouse, runs: [first, second] };
}

function fault({ stdout }: Printed): Record<string, unknown> {
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Record<string, unknown>;
}

describe('preview --run', () => {
  test('shows the rows that the run left', async () => {
    const { lakehouse, runs } = await twoRuns();
    const { code, stdout } = await cli(
      ['preview', '--table', COPY, '--run', runs[0], '--rows', '2'],
      lakehouse,
    );
    assert.equal(code, 0);
    matchesPrinted('preview-run', stdout);
    const rows = async (run: string) =>
      (await cli(['preview', '--table', COPY, '--run', run, '--json', '--rows', '99'], lakehouse)).json()
        .length;
    assert.deepEqual([await rows(runs[0]), await rows(runs[1])], [10, 30]);
  });

  test('refuses what does not fit: another moment, a table of no backup', async () => {
    const { lakehouse, runs } = await twoRuns();
    const words = ['preview', '--run', runs[0], '--json', '--table'];
    const both = await cli([...words, COPY, '--version', '0'], lakehouse);
    assert.equal(both.code, 2);
    assert.equal(fault(both).message, '--version and --run do not go together.');
    const elsewhere = await cli([...words, `${DATABASE}/job_gold`], lakehouse);
    assert.equal(elsewhere.code, 2);
    assert.match(String(fault(elsewhere).message), /is no table of a backup/);
  });

  test('says so where the version can no longer be read', async () => {
    const { lakehouse, runs } = await twoRuns();
    const copy = lakehouse.state.get(COPY);
    assert.ok(copy);
    lakehouse.state.set(COPY, { ...copy, versions: copy.versions.slice(0, 1) });
    const { code, stderr } = await cli(['preview', '--table', COPY, '--run', runs[1]], lakehouse);
    assert.equal(code, 1);
    matchesPrinted('preview-run-gone', stderr);
  });
});

describe('schema', () => {
  test('says where nothing differs', async () => {
    const { lakehouse } = await twoRuns();
    const { code, stdout } = await cli(['schema', '--table', COPY], lakehouse);
    assert.equal(code, 0);
    matchesPrinted('schema-same', stdout);
  });

  test('shows what differs side by side, at a run too', async () => {
    const { lakehouse, runs } = await twoRuns();
    const source = lakehouse.state.get(`${DATABASE}/job_gold`);
    assert.ok(source);
    const columns = ['organization_id', 'job_name'];
    lakehouse.state.set(`${DATABASE}/job_gold`, { ...source, columns });
    const { code, stdout } = await cli(['schema', '--table', COPY, '--run', runs[0]], lakehouse);
    assert.equal(code, 0);
    matchesPrinted('schema', stdout);
    const lines = (await cli(['schema', '--table', COPY, '--json'], lakehouse)).json();
    assert.deepEqual(
      lines.map(({ path: column, changes }) => [column, changes]),
      [
        ['organization_id', []],
        ['job_name', ['added']],
      ],
    );
  });

  test('compares with the source that is named, and fails where it is gone', async () => {
    const { lakehouse } = await twoRuns();
    const other = `${DATABASE}/pipeline_report`;
    const { stdout } = await cli(['schema', '--table', COPY, '--source', other], lakehouse);
    assert.match(stdout, new RegExp(`Source: ${other}, version 0`));
    lakehouse.state.delete(`${DATABASE}/job_gold`);
    const gone = await cli(['schema', '--table', COPY, '--json'], lakehouse);
    assert.equal(gone.code, 1);
    assert.equal(fault(gone).code, 'not-found');
  });
});
