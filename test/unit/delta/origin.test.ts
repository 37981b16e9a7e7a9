import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  copyIn,
  formatOrigin,
  ORIGIN_PROPERTY,
  originIn,
  parseOrigin,
  withoutOrigin,
} from '../../../src/delta/origin';

const PARAMETERS = { source: '/lake/t', sourceVersion: '7', sourceTableId: 'id' };
const ORIGIN = { location: '/lake/t', version: 7, tableId: 'id' };

test('a commit of ours names its source in its parameters', () => {
  const info = { operation: 'INCREMENTAL SNAPSHOT', operationParameters: PARAMETERS };
  assert.deepEqual(originIn(info), { ...ORIGIN, accumulates: true });
  assert.deepEqual(originIn({ ...info, operation: 'CLONE' }), { ...ORIGIN, accumulates: false });
});

test('a commit that Spark wrote for the PySpark script names it in its metadata', () => {
  const said = { operation: 'INCREMENTAL SNAPSHOT', ...PARAMETERS, sourceVersion: 7 };
  const info = {
    operation: 'WRITE',
    operationParameters: { mode: 'Append' },
    userMetadata: JSON.stringify(said),
  };
  assert.deepEqual(originIn(info), { ...ORIGIN, accumulates: true });
});

test('what anyone else writes there says nothing', () => {
  for (const userMetadata of [
    '',
    'text',
    '{"sourceTableId"',
    '["sourceTableId"]',
    '{"sourceTableId": 1}',
    'null',
    5,
  ]) {
    assert.equal(originIn({ operation: 'WRITE', userMetadata }), undefined, String(userMetadata));
  }
  assert.equal(originIn(undefined), undefined);
});

test('the property of a copy made by SQL brings every location through, without quotation marks', () => {
  const location = fc.string({
    unit: fc.constantFrom(
      '`',
      "'",
      '"',
      '/',
      ' ',
      '&',
      '=',
      '+',
      '%',
      'é',
      'ì',
      '\n',
      'Token',
      'access.key',
      'secret',
    ),
  });
  fc.assert(
    fc.property(location, fc.nat(), (where, version) => {
      const origin = { location: where, version, tableId: 'id' };
      const text = formatOrigin(origin);
      assert.ok(!/["'`\n]/.test(text), text);
      // What Spark hides, by its default.
      assert.ok(!/secret|password|token|access[.]?key/i.test(text), text);
      assert.deepEqual(parseOrigin(text), { ...origin, accumulates: false });
    }),
  );
  for (const text of [undefined, '', 'version=x&location=y', 'location=y', 'version=1'])
    assert.equal(parseOrigin(text), undefined);
  assert.deepEqual(withoutOrigin({ a: 'b', [ORIGIN_PROPERTY]: 'x' }), { a: 'b' });
});

const NOTED = formatOrigin(ORIGIN);
const told = (operation: string, more: Partial<Parameters<typeof copyIn>[0]> = {}) =>
  copyIn({ operation, parameters: {}, metrics: {}, property: undefined, ...more });

test('a commit that wrote a table by SELECT is a copy if the property says so', () => {
  const metrics = { numFiles: '3', numOutputBytes: '99', numOutputRows: '5', numRemovedFiles: '1' };
  assert.deepEqual(told('CREATE OR REPLACE TABLE AS SELECT', { metrics, property: NOTED }), {
    from: { ...ORIGIN, accumulates: false },
    metrics: {
      sourceTableSize: 99,
      sourceNumOfFiles: 3,
      numRemovedFiles: 1,
      numCopiedFiles: 3,
      removedFilesSize: 0,
      copiedFilesSize: 99,
    },
  });
  assert.equal(told('CREATE OR REPLACE TABLE AS SELECT'), undefined);
  assert.equal(told('WRITE', { property: NOTED }), undefined);
});

test('a CLONE by Databricks takes its source’s id from the property, but not from that of another clone', () => {
  const parameters = { source: 'main.ow.t', sourceVersion: '7' };
  assert.equal(told('CLONE', { parameters, property: NOTED })?.from.tableId, 'id');
  const other = formatOrigin({ ...ORIGIN, version: 6 });
  assert.deepEqual(told('CLONE', { parameters, property: other })?.from, {
    location: 'main.ow.t',
    version: 7,
    tableId: undefined,
    accumulates: false,
  });
});
