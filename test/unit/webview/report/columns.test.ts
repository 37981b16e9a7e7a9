import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Column } from '../../../../src/webview/report/columns';
import { runColumns, tableColumns } from '../../../../src/webview/report/columns';
import { sortItems } from '../../../../src/webview/report/view';
import { failedRow, row, runOf } from './rows';

const ROWS = [
  row({ table: 'big', bytes: 8000, copiedBytes: 2000, durationMs: 500 }),
  row({ table: 'small', bytes: 2000, copiedBytes: 2000, durationMs: 1000 }),
  failedRow({ table: 'broken', group: 'bronze', bytes: undefined, durationMs: undefined }),
];

function column<T>(columns: readonly Column<T>[], id: string): Column<T> {
  const found = columns.find((one) => one.id === id);
  assert.ok(found !== undefined, `there is no column ${id}`);
  return found;
}

test('bars are relative to the largest table, and show how much of it was copied', () => {
  const columns = tableColumns(ROWS);
  assert.deepEqual(
    ROWS.map((one) => column(columns, 'size').cell(one).bar),
    [
      { whole: 1, part: 0.25 },
      { whole: 0.25, part: 0.25 },
      { whole: 0, part: 0 },
    ],
  );
  assert.deepEqual(
    ROWS.map((one) => column(columns, 'time').cell(one).bar?.whole),
    [0.5, 1, 0],
  );
});

test('what is not known is left blank and not taken for nothing', () => {
  const cells = tableColumns(ROWS).map((one) => [
    one.id,
    one.cell(failedRow({ bytes: undefined, rows: undefined })).text,
  ]);
  assert.deepEqual(
    cells.filter(([, text]) => text === '').map(([id]) => id),
    ['rows', 'copied', 'size'],
  );
  const upstream = runOf([
    row({ runId: undefined, bytes: undefined, copiedBytes: undefined, startedAt: undefined }),
  ]);
  assert.equal(column(runColumns([upstream]), 'size').cell(upstream).text, '');
  assert.equal(column(runColumns([upstream]), 'started').cell(upstream).text, 'Time not recorded');
});

test('a status is told by text as well as by its drawing, and the tables to attend to sort first', () => {
  const status = column(tableColumns(ROWS), 'status');
  assert.deepEqual(status.cell(failedRow()), { text: 'Failed', status: 'failed', hint: 'The disk is full.' });
  assert.deepEqual(
    sortItems(ROWS, status.key, false).map((one) => one.table),
    ['broken', 'big', 'small'],
  );
});

test('layers sort in the order in which data flows', () => {
  const layer = column(tableColumns(ROWS), 'layer');
  const groups = (['other', 'gold', 'bronze', 'report', 'silver'] as const).map((group) => row({ group }));
  assert.deepEqual(
    sortItems(groups, layer.key, false).map((one) => one.group),
    ['bronze', 'silver', 'gold', 'report', 'other'],
  );
});

test('a run is listed with its tables, sizes and time', () => {
  const run = runOf(ROWS);
  const columns = runColumns([run]);
  assert.equal(column(columns, 'status').cell(run).text, 'Partly done');
  assert.equal(column(columns, 'tables').cell(run).text, '2 of 3');
  assert.deepEqual(column(columns, 'size').cell(run), {
    text: '10.0 KB',
    bar: { whole: 1, part: 0.4 },
    hint: '4.0 KB of 10.0 KB copied',
  });
});
