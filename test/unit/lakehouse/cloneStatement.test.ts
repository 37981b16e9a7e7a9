import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cloneStatement } from '../../../src/lakehouse/cloneStatement';

test('back-ticks in paths are doubled', () => {
  const statement = cloneStatement({ source: '/a`b', sourceVersion: 3, target: '/c' });
  assert.equal(statement, 'CREATE OR REPLACE TABLE delta.`/c` DEEP CLONE delta.`/a``b` VERSION AS OF 3');
});
