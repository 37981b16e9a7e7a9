import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatAction, parseAction } from '../../../src/delta/actions';

describe('actions', () => {
  it('keep 64-bit versions of transactions to the last digit', () => {
    for (const version of ['9223372036854775807', '-9223372036854775808', '9007199254740993', '0']) {
      const line = `{"txn":{"appId":"a \\"version\\":7","version":${version},"lastUpdated":1}}`;
      assert.equal(parseAction(line).txn?.version, version);
      assert.equal(formatAction(parseAction(line)), `${line}\n`);
    }
    const spaced = parseAction(
      '{ "txn" : { "version" : 9223372036854775807, "appId" : "a", "lastUpdated" : null } }',
    );
    assert.deepEqual(spaced, { txn: { appId: 'a', version: '9223372036854775807' } });
    assert.equal(formatAction(spaced), '{"txn":{"appId":"a","version":9223372036854775807}}\n');
  });

  it('take null for an absent field, but not in partition values', () => {
    const line = JSON.stringify({
      txn: null,
      remove: null,
      add: {
        path: 'a',
        partitionValues: { p: null },
        stats: null,
        tags: null,
        baseRowId: null,
        deletionVector: {
          storageType: 'i',
          pathOrInlineDv: 'x',
          offset: null,
          sizeInBytes: 1,
          cardinality: 1,
        },
      },
    });
    assert.deepEqual(parseAction(line), {
      add: {
        path: 'a',
        partitionValues: { p: null },
        deletionVector: { storageType: 'i', pathOrInlineDv: 'x', sizeInBytes: 1, cardinality: 1 },
      },
    });
  });

  it('carry along what the protocol does not name', () => {
    const line = '{"add":{"path":"a","unknown":{"x":null},"size":1}}';
    assert.equal(formatAction(parseAction(line)), `${line}\n`);
    assert.deepEqual(parseAction('{"cdc":{"path":"x"}}').add, undefined);
  });

  it('are refused where they are cut off', () => {
    assert.throws(() => parseAction('{"add":{"pa'), SyntaxError);
  });
});
