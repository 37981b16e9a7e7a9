import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ReportRow } from '../../../../src/backup/report/report';
import {
  countBy,
  filterRows,
  NO_FILTER,
  nextSort,
  searchable,
  sortItems,
  type TableFilter,
} from '../../../../src/webview/report/view';
import { failedRow, row } from './rows';

const ROWS = [
  row({ table: 'job_gold', group: 'gold' }),
  failedRow({ table: 'pool_silver', group: 'silver' }),
  row({
    table: 'cluster_silver',
    group: 'silver',
    status: 'warning',
    statusText: 'SUCCESS WITH WARNINGS: No Statistics.',
  }),
];

function found(filter: Partial<TableFilter>): string[] {
  return filterRows(searchable(ROWS), { ...NO_FILTER, ...filter }).map((one) => one.table);
}

test('a filter passes what all of its parts pass, in the rows’ order', () => {
  assert.deepEqual(found({}), ['job_gold', 'pool_silver', 'cluster_silver']);
  assert.deepEqual(found({ group: 'silver' }), ['pool_silver', 'cluster_silver']);
  assert.deepEqual(found({ status: 'failed' }), ['pool_silver']);
  assert.deepEqual(found({ group: 'gold', status: 'failed' }), []);
});

test('a search looks in names, places, errors, advice and warnings, in any case', () => {
  assert.deepEqual(found({ search: ' JOB_g ' }), ['job_gold']);
  assert.deepEqual(found({ search: '/backup/data/pool' }), ['pool_silver']);
  assert.deepEqual(found({ search: 'disk is FULL' }), ['pool_silver']);
  assert.deepEqual(found({ search: 'free some' }), ['pool_silver']);
  assert.deepEqual(found({ search: 'no statistics' }), ['cluster_silver']);
  assert.deepEqual(found({ search: 'nowhere' }), []);
});

test('items without a key come last in either direction', () => {
  const sizes = [undefined, 3, 20, undefined, 1];
  assert.deepEqual(
    sortItems(sizes, (size) => size, false),
    [1, 3, 20, undefined, undefined],
  );
  assert.deepEqual(
    sortItems(sizes, (size) => size, true),
    [20, 3, 1, undefined, undefined],
  );
});

test('texts sort as people expect: numbers in them by value, case apart', () => {
  assert.deepEqual(
    sortItems(['t10', 'T9', 't1'], (text) => text, false),
    ['t1', 'T9', 't10'],
  );
});

test('sorting keeps every item, orders it, and leaves equal ones as they were', () => {
  const item = fc.record({ key: fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined }) });
  fc.assert(
    fc.property(fc.array(item), fc.boolean(), (items, descending) => {
      const sorted = sortItems(items, ({ key }) => key, descending);
      assert.deepEqual(new Set(sorted), new Set(items));
      for (let index = 1; index < sorted.length; index++) {
        const one = sorted[index - 1];
        const other = sorted[index];
        assert.ok(one !== undefined && other !== undefined);
        if (one.key === other.key) assert.ok(items.indexOf(one) < items.indexOf(other));
        else if (one.key === undefined) assert.fail('an item without a key stands before one with a key');
        else if (other.key !== undefined) assert.equal(one.key > other.key, descending);
      }
    }),
  );
});

test('a click on a header sorts by that column, and turns the order around the next time', () => {
  const size = { id: 'size', largestFirst: true };
  const first = nextSort({ by: 'status', descending: false }, size);
  assert.deepEqual(first, { by: 'size', descending: true });
  assert.deepEqual(nextSort(first, size), { by: 'size', descending: false });
  assert.deepEqual(nextSort(first, { id: 'table', largestFirst: false }), { by: 'table', descending: false });
});

test('counts say how often each key occurs', () => {
  assert.deepEqual(
    [...countBy(ROWS, (one: ReportRow) => one.group)],
    [
      ['gold', 1],
      ['silver', 2],
    ],
  );
});

test('10,000 rows are filtered and sorted within the time of a key stroke', () => {
  const rows = Array.from({ length: 10_000 }, (_, index) =>
    row({ table: `table_${index * 7919}`, bytes: index }),
  );
  const prepared = searchable(rows);
  const times = Array.from({ length: 5 }, () => {
    const begin = performance.now();
    const kept = filterRows(prepared, { ...NO_FILTER, search: 'table_' });
    assert.equal(sortItems(kept, (one) => one.table, true).length, 10_000);
    return performance.now() - begin;
  });
  assert.ok(Math.min(...times) < 50, `took ${Math.min(...times)} ms`);
});
