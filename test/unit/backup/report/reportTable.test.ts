import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fromRecords, toBatch } from '../../../../src/backup/report/reportTable';
import { failedRow, reportRow } from '../../support/reportRow';

const rows = [
  reportRow({ asOf: '2026-11-23T00:00:00Z', statement: 'CREATE …' }),
  failedRow('It broke.', { table: 'my_notes', group: 'other', advice: 'Mend it.' }),
];

test('what is written is read back', () => assert.deepEqual(fromRecords(toBatch(rows).rows), rows));

test('upstream’s columns come first and every record has every column', () => {
  const { columns, rows: records } = toBatch(rows);
  assert.deepEqual(columns.slice(0, 3), [
    {
      name: 'cloneSpec',
      type: 'struct<source:string,target:string,asOfTS:string,cloneLevel:string,immutableColumns:array<string>,mode:string>',
    },
    { name: 'cloneStatement', type: 'string' },
    { name: 'status', type: 'string' },
  ]);
  for (const record of records)
    assert.deepEqual(
      Object.keys(record),
      columns.map(({ name }) => name),
    );
});

test('the clone spec names the columns that tell rows apart, none for tables of one’s own', () => {
  const [known, own] = toBatch(rows).rows;
  assert.deepEqual(known?.cloneSpec, {
    source: '/mnt/acme lake/ow/global_share/job_gold',
    target: '/backups/ow/data/job_gold',
    asOfTS: '2026-11-23T00:00:00Z',
    cloneLevel: 'DEEP',
    immutableColumns: ['job_id', 'unixTimeMS', 'action', 'request_id'],
    mode: 'full',
  });
  const spec = own?.cloneSpec;
  assert.ok(typeof spec === 'object' && spec !== null && 'immutableColumns' in spec);
  assert.deepEqual(spec.immutableColumns, []);
});

describe('records that Overwatch wrote', () => {
  const cloneSpec = {
    source: '/mnt/ow/global_share/jobrun_gold',
    target: '/mnt/snap/data/jobrun_gold/',
    asOfTS: null,
  };
  const read = (status: string) => {
    const [row] = fromRecords([{ cloneSpec, cloneStatement: 'CREATE OR REPLACE …', status }]);
    assert.ok(row);
    return row;
  };

  test('are told from what they have', () => {
    const row = read('SUCCESS');
    assert.deepEqual(
      [row.runId, row.table, row.group, row.status, row.asOf, row.bytes],
      [undefined, 'jobrun_gold', 'gold', 'done', undefined, undefined],
    );
  });

  const words: [string, string][] = [
    ['SUCCESS WITH WARNINGS: x', 'warning'],
    ['CANCELLED', 'cancelled'],
    ['SKIPPED: nothing new', 'skipped'],
    ['java.lang.RuntimeException: no', 'failed'],
  ];
  for (const [text, status] of words)
    test(`${text} is ${status}`, () => assert.equal(read(text).status, status));

  test('an error’s text is its message', () =>
    assert.equal(read('org.x.Error: no').errorMessage, 'org.x.Error: no'));

  test('a record with nothing in it is a failed row without a name', () => {
    const [row] = fromRecords([{}]);
    assert.deepEqual([row?.table, row?.status, row?.group], ['', 'failed', 'other']);
  });
});
