import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { redactRows } from '../../../../src/backup/report/redact';
import { failedRow, reportRow } from '../../support/reportRow';

const message = (text: string) => redactRows([failedRow(text)])[0]?.errorMessage;

test('sources, targets, statement and database', () => {
  const source = '/mnt/acme lake/ow/global_share/job_gold';
  const target = '/backups/ow/data/job_gold';
  const [row] = redactRows([
    reportRow({ statement: `CLONE delta.\`${target}\` DEEP CLONE delta.\`${source}\` VERSION AS OF 3` }),
  ]);
  assert.ok(row);
  assert.equal(row.database, 'database-1');
  assert.equal(row.source, 'path-1/job_gold');
  assert.equal(row.target, 'path-2/job_gold');
  assert.equal(
    row.statement,
    'CLONE delta.`path-2/job_gold` DEEP CLONE delta.`path-1/job_gold` VERSION AS OF 3',
  );
});

test('the same placeholder for the same thing in all rows', () => {
  const rows = redactRows([reportRow(), reportRow({ table: 'jobrun_gold' })]);
  assert.deepEqual(
    rows.map((row) => row.source),
    ['path-1/job_gold', 'path-1/jobrun_gold'],
  );
});

test('tables of one’s own are not named, in any text', () => {
  const [row] = redactRows([
    failedRow('Table acme_costs is damaged.', { table: 'acme_costs', group: 'other' }),
  ]);
  assert.deepEqual(
    [row?.table, row?.source, row?.errorMessage],
    ['table-1', 'path-1/table-1', 'Table table-1 is damaged.'],
  );
});

describe('messages', () => {
  const cases: [string, string][] = [
    ['Cannot read /mnt/acme lake/ow/global_share/job_gold.', 'Cannot read path-1/job_gold.'],
    [
      '/mnt/acme lake/ow/global_share/job_gold/organization_id=4711/part-0.parquet is missing',
      'path-1/job_gold/organization_id=…/part-0.parquet is missing',
    ],
    [
      '/mnt/acme lake/ow/global_share/job_gold/_delta_log/0003.json: cut off',
      'path-1/job_gold/_delta_log/0003.json: cut off',
    ],
    ["open '/mnt/acme lake/secret/file': no", "open 'path-3': no"],
    ['open "/home/jane/x.json"', 'open "path-3"'],
    ['C:\\Users\\jane\\x and D:/y', 'path-3 and path-4'],
    ['\\\\server\\share\\x', 'path-3'],
    ['abfss://ow@acme.dfs.core.windows.net/a/b, s3://acme/b', 'path-3, path-4'],
    ['adb-123.4.azuredatabricks.net refused 10.1.2.3', 'host-1 refused host-2'],
    ['asked by jane.doe@acme.example', 'asked by user-1'],
    ['OVERWATCH_ETL.job_gold', 'database-1.job_gold'],
    [
      'java.io.IOException: 12 MB/s and/or 3/4 of job_gold, Spark 3.5.1',
      'java.io.IOException: 12 MB/s and/or 3/4 of job_gold, Spark 3.5.1',
    ],
  ];
  for (const [text, redacted] of cases) test(text, () => assert.equal(message(text), redacted));
});

test('nothing of a path is left, whatever it is made of', () => {
  const [row] = redactRows([
    failedRow('x', {
      source: 'C:\\acme (prod)\\ow+1\\job_gold',
      errorMessage: 'C:\\acme (prod)\\ow+1\\job_gold and C:\\acme (prod)\\x',
    }),
  ]);
  assert.equal(row?.errorMessage, 'path-1/job_gold and path-3');
});
