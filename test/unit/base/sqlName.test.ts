import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sqlDeltaTable, sqlName } from '../../../src/base/sqlName';

test('a name stands in back-ticks, and cannot end them', () => {
  assert.equal(sqlName('job status.gold'), '`job status.gold`');
  assert.equal(sqlName('a`; DROP TABLE b'), '`a``; DROP TABLE b`');
  assert.equal(sqlName('``'), '``````');
});

test('a table is named by its path', () => {
  assert.equal(sqlDeltaTable('/mnt/o`clock'), 'delta.`/mnt/o``clock`');
});
