import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fault } from '../../../src/base/fault';
import { oneLakehouse } from '../../../src/lakehouse/open';

test('folders are one lakehouse, and so is a warehouse', () => {
  assert.deepEqual(oneLakehouse(['/a', '/b']), { kind: 'folders', paths: ['/a', '/b'] });
  assert.equal(oneLakehouse(['databricks://prod/abc']).kind, 'databricks');
});

test('a warehouse is not mixed with anything', () => {
  for (const addresses of [
    ['databricks://prod/abc', '/a'],
    ['databricks://prod/abc', 'databricks://prod/def'],
  ]) {
    assert.throws(
      () => oneLakehouse(addresses),
      (error) => error instanceof Fault && error.code === 'usage',
    );
  }
});
