import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareColumns, compareTable } from '../../../../src/backup/verify/diff';
import type { Column, Origin, TableDetail } from '../../../../src/lakehouse/lakehouse';

const column = (name: string, type: string): Column => ({ name, type, nullable: true });

function detail(version: number, tableId = 'source'): TableDetail {
  return {
    location: '/s/job_gold',
    tableId,
    version,
    committedAt: 0,
    bytes: 0,
    files: 0,
    rows: 0,
    columns: [column('a', 'int')],
    partitionColumns: [],
    properties: {},
    features: [],
  };
}

function statusOf(source: TableDetail | undefined, origin?: Origin, copied = true) {
  const copy = copied ? { detail: detail(3, 'copy'), origin } : undefined;
  const { status, versionsBehind } = compareTable({ table: 'job_gold', source, copy });
  return [status, versionsBehind];
}

test('how a copy stands to its table', () => {
  const of = (version: number, tableId: string | undefined = 'source') => ({
    location: '/s',
    tableId,
    version,
    accumulates: false,
  });
  assert.deepEqual(statusOf(detail(7), of(7)), ['same', 0]);
  assert.deepEqual(statusOf(detail(7), of(4)), ['behind', 3]);
  assert.deepEqual(statusOf(detail(7, 'new'), of(4)), ['replaced', undefined]);
  assert.deepEqual(statusOf(detail(3), of(4)), ['replaced', undefined]);
  assert.deepEqual(
    statusOf(detail(7), { location: '/s', tableId: undefined, version: 6, accumulates: false }),
    ['behind', 1],
  );
  assert.deepEqual(statusOf(detail(7)), ['unknown', undefined]);
  assert.deepEqual(statusOf(detail(7), undefined, false), ['not-in-backup', undefined]);
  assert.deepEqual(statusOf(undefined, of(4)), ['not-in-database', undefined]);
});

test('columns that only one side has, and those of another type, whatever their case', () => {
  const source = [column('ID', 'bigint'), column('name', 'string'), column('new', 'struct<a:int>')];
  const copy = [column('id', 'int'), column('Name', 'string'), column('old', 'date')];
  assert.deepEqual(compareColumns(source, copy), [
    { column: 'ID', change: 'changed', source: 'bigint', copy: 'int' },
    { column: 'new', change: 'added', source: 'struct<a:int>', copy: undefined },
    { column: 'old', change: 'removed', source: undefined, copy: 'date' },
  ]);
  assert.deepEqual(compareColumns(source, source), []);
});
