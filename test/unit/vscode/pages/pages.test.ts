import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Plan } from '../../../../src/backup/plan';
import { groupRuns } from '../../../../src/backup/report/runs';
import { compareSchemas } from '../../../../src/backup/verify/schemaDiff';
import type { FinishedVerification } from '../../../../src/backup/verify/verify';
import type { Column, TableDetail } from '../../../../src/lakehouse/lakehouse';
import { cleanUpPage } from '../../../../src/vscode/pages/cleanUpPage';
import { diffPage } from '../../../../src/vscode/pages/diffPage';
import { historyPage } from '../../../../src/vscode/pages/historyPage';
import { planPage } from '../../../../src/vscode/pages/planPage';
import { previewPage } from '../../../../src/vscode/pages/previewPage';
import { schemaDiffPage } from '../../../../src/vscode/pages/schemaDiffPage';
import { schemaPage } from '../../../../src/vscode/pages/schemaPage';
import { verifyPage } from '../../../../src/vscode/pages/verifyPage';
import { reportRow } from '../../support/reportRow';
import { folderDecision, forgetPlan } from '../support/forgetPlan';
import { readPage as read } from '../support/readPage';

test('a preview tells null from empty text, and folds what is long', () => {
  const long = `{"a":"${'x'.repeat(200)}"}`;
  const { title, body } = previewPage('job_gold', '/lake/job_gold', {
    columns: [{ name: 'id', type: 'bigint', nullable: false }],
    rows: [['7'], [null], [''], [long]],
    version: 3,
  });
  assert.equal(title, 'job_gold');
  assert.match(read(body), /the first 4 rows of version 3 id bigint 7 null/);
  assert.match(body, /<td><span class="null">null<\/span><\/td>/);
  assert.match(body, /<details><summary>[^<]{80,120}<\/summary><pre>/);
});

test('a preview of an empty table says so', () => {
  const page = previewPage('job_gold', '/lake/job_gold', { columns: [], rows: [], version: 0 });
  assert.match(read(page.body), /The table holds no rows\./);
});

test('a schema shows columns, partitioning, features and properties', () => {
  const { body } = schemaPage('job_gold', {
    location: '/lake/job_gold',
    tableId: 'id-1',
    version: 2,
    committedAt: Date.UTC(2026, 0, 2),
    bytes: 1200,
    files: 3,
    rows: undefined,
    columns: [{ name: 'a', type: 'struct<b:map<string,int>>', nullable: true, comment: 'what it is' }],
    partitionColumns: ['organization_id'],
    properties: { 'delta.appendOnly': 'true' },
    features: ['columnMapping'],
  });
  const words = read(body);
  assert.match(words, /Version 2, committed 2026-01-02T00:00:00Z/);
  assert.match(
    words,
    /Rows not in the statistics Partitioned by organization_id Table features columnMapping/,
  );
  assert.match(words, /1 a struct<b:map<string,int>> yes what it is/);
  assert.match(words, /Properties Property Value delta.appendOnly true/);
});

test('a history shows what each commit did and how long ago', () => {
  const committedAt = Date.UTC(2026, 0, 2);
  const { body } = historyPage(
    'job_gold',
    '/lake/job_gold',
    [
      {
        version: 9,
        committedAt,
        operation: 'MERGE',
        parameters: { matched: 'x' },
        metrics: { numOutputRows: '4' },
      },
    ],
    committedAt + 3 * 86_400_000,
  );
  assert.match(read(body), /9 2026-01-02T00:00:00Z 3 days ago MERGE matched x numOutputRows 4/);
});

test('a plan shows what is copied, what will fail, and what stays out', () => {
  const plan: Plan = {
    runId: 'run-1',
    process: 'snapshot',
    parameters: {
      database: { name: 'ow', location: '/lake' },
      root: '/backups',
      type: 'full',
      layers: ['gold'],
      exclude: [],
      include: [],
      checksum: false,
    },
    createdAt: 0,
    steps: [
      {
        kind: 'clone',
        table: 'job_gold',
        group: 'gold',
        source: '/lake/job_gold',
        target: '/backups/data/job_gold',
        state: {
          ready: true,
          sourceVersion: 4,
          bytes: 2000,
          files: 2,
          rows: 1,
          bytesToCopy: 500,
          statement: 'CREATE …',
        },
      },
      {
        kind: 'clone',
        table: 'bad_gold',
        group: 'gold',
        source: '/lake/bad_gold',
        target: '/backups/data/bad_gold',
        state: { ready: false, error: { code: 'damaged', message: 'Version 3 is missing.' } },
      },
    ],
    reportTable: '/backups/clone_report',
    leftOut: [{ table: 'notes', group: 'other', reason: 'unknown' }],
    warnings: [],
    totals: { tables: 2, files: 2, bytes: 2000, bytesToCopy: 500 },
    freeBytes: undefined,
  };
  const words = read(planPage(plan).body);
  assert.match(words, /To copy 500 B of 2.0 KB/);
  assert.match(words, /job_gold gold 4 2 2.0 KB 500 B CREATE …/);
  assert.match(words, /bad_gold gold Will fail: Version 3 is missing\./);
  assert.match(words, /Left out Table Layer Why notes other not written by Overwatch, and not chosen/);
});

test('the plan of a migration says what comes after its tables', () => {
  const { body } = planPage({
    runId: 'run-1',
    process: 'migrate',
    parameters: {
      database: { name: 'ow', location: '/lake/ow' },
      root: '/new',
      exclude: [],
      include: [],
      config: { location: '/conf.csv' },
      dropSource: true,
      acceptLoss: ['notes'],
      checksum: false,
    },
    createdAt: 1,
    steps: [],
    reportTable: '/new/clone_report',
    leftOut: [],
    warnings: [],
    totals: { tables: 0, files: 0, bytes: 0, bytesToCopy: 0 },
    freeBytes: undefined,
    after: [
      { kind: 'verify-all', tables: 2 },
      { kind: 'drop', tables: ['pipeline_report', 'notes'], lost: ['notes'], state: { ready: true } },
    ],
  });
  assert.match(
    read(body),
    /Then Verify all 2 copies once more Drop 2 tables of the source, of which notes will be lost/,
  );
});

test('a verification shows what is not right first', () => {
  const finished: FinishedVerification = {
    results: [
      {
        table: 'a',
        target: '/b/data/a',
        outcome: {
          status: 'done',
          startedAt: 0,
          endedAt: 100,
          verification: { files: 2, bytes: 1500, rows: 1200, checksum: false },
        },
      },
      {
        table: 'b',
        target: '/b/data/b',
        outcome: {
          status: 'failed',
          startedAt: 0,
          endedAt: 100,
          error: { code: 'damaged', message: 'A file is missing.', advice: 'Take a new snapshot.' },
        },
      },
    ],
    summary: { type: 'summary', runId: 'r', status: 'partial', tables: [] },
  };
  const words = read(verifyPage('/b', finished).body);
  assert.match(words, /b A file is missing\. Take a new snapshot\. .* a verified 2 1.5 KB 1,200 0.1 s/);
});

test('a clean-up shows keep or remove and why for every copy, and what each table frees', () => {
  const plan = forgetPlan({
    folders: [folderDecision('/b/new', true), folderDecision('/b/old', false)],
    tables: [
      { table: 'job_gold', target: '/b/job_gold', estimate: { files: 2, bytes: 1500 } },
      {
        table: 'bad_gold',
        target: '/b/bad_gold',
        estimate: { error: { code: 'io', message: 'It is gone.' } },
      },
    ],
  });
  const words = read(cleanUpPage(plan).body);
  assert.match(words, /Keep the last 1 Copies 1 copy to keep, 1 to remove/);
  assert.match(words, /keep last, last good copy 2 \/b\/new .* remove no rule keeps it 2 \/b\/old/);
  assert.match(words, /job_gold 2 1.5 KB bad_gold It is gone\./);
});

test('rows that a run left say which run, when and at which version', () => {
  const preview = { columns: [{ name: 'a', type: 'int', nullable: true }], rows: [['1']], version: 3 };
  const run = groupRuns([reportRow({ startedAt: Date.UTC(2026, 0, 2, 3, 4, 5, 678) })])[0];
  assert.ok(run);
  const { title, body } = previewPage('job_gold', '/b/data/job_gold', preview, run);
  assert.equal(title, 'job_gold v3, 2026-01-02T03:04:05Z');
  assert.match(read(body), /^job_gold v3, 2026-01-02T03:04:05Z .* Run run-1, snapshot, overwatch_etl/);
});

describe('a schema compared', () => {
  const detail = (location: string, ...columns: Column[]): TableDetail => ({
    location,
    tableId: 't',
    version: 4,
    committedAt: 0,
    bytes: 0,
    files: 0,
    rows: 0,
    columns,
    partitionColumns: [],
    properties: {},
    features: [],
  });
  const id: Column = { name: 'id', type: 'bigint', nullable: true };
  const copy = detail('/b/data/job_gold', { ...id, type: 'int' }, { ...id, name: '<old>' });
  const page = (source: Column[]) =>
    schemaDiffPage({
      table: 'job_gold',
      copy,
      source: {
        location: '/lake/job_gold',
        detail: detail('/lake/job_gold', ...source),
        rows: compareSchemas(source, copy.columns),
      },
    });

  test('shows what differs before what is the same', () => {
    const { title, body } = page([{ ...id, name: '<old>' }, id]);
    assert.equal(title, 'job_gold: schema compared');
    const words = read(body);
    assert.match(
      words,
      /Result 1 of another type Source \/lake\/job_gold, version 4 Copy \/b\/data\/job_gold/,
    );
    assert.match(
      words,
      /id bigint int of another type .*The same in both: 1 column or nested field Column Source and copy <old> bigint/,
    );
  });

  test('says so where nothing differs', () => {
    const words = read(page([...copy.columns]).body);
    assert.match(words, /Result no difference .*All columns are the same/);
    assert.doesNotMatch(words, /Difference/);
  });

  test('says why the source cannot be read, and shows the copy all the same', () => {
    const error = { code: 'not-found', message: '/lake/job_gold is gone.', advice: 'Look.' } as const;
    const source = { location: '/lake/job_gold', error };
    const words = read(schemaDiffPage({ table: 'job_gold', copy, source }).body);
    assert.match(
      words,
      /Result the source cannot be read .*\/lake\/job_gold is gone\. Look\. Column Copy id int/,
    );
  });
});

test('a comparison shows what needs a look first', () => {
  const words = read(
    diffPage({
      from: '/b',
      database: { name: 'ow', location: '/lake/ow' },
      tables: [
        { table: 'a', group: 'gold', status: 'same', sourceVersion: 4, copiedVersion: 4, schema: [] },
        {
          table: 'c',
          group: 'gold',
          status: 'behind',
          sourceVersion: 1200,
          copiedVersion: 1197,
          versionsBehind: 3,
          changes: { addedFiles: 1, addedBytes: 1500, rows: 1200, removedFiles: 0, removedBytes: 0 },
          schema: [
            { column: 'x', change: 'added', source: 'string', copy: undefined },
            { column: 'y', change: 'changed', source: 'bigint', copy: 'int' },
          ],
        },
        { table: 'd', group: 'other', status: 'not-in-backup', sourceVersion: 0, schema: [] },
        {
          table: 'e',
          group: 'gold',
          status: 'unreadable',
          schema: [],
          error: { code: 'damaged', message: 'Version 3 is missing.', advice: 'Bring it back.' },
        },
      ],
    }).body,
  );
  assert.match(words, /1 unreadable, 1 not in the backup, 1 behind, 1 up to date/);
  assert.match(
    words,
    /e gold Version 3 is missing\. Bring it back\. d other not in the backup 0 c gold 3 versions behind 1197 1200 \+1,200 1.5 KB x new, string y bigint, int in the copy a gold up to date 4 4/,
  );
});
