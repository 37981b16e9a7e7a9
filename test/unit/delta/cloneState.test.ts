import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DomainMetadata, Protocol } from '../../../src/delta/actions';
import { cloneState, hasInCommitTimestamps } from '../../../src/delta/cloneState';
import type { Snapshot } from '../../../src/delta/snapshot';
import { metadata, snapshotOf } from '../../support/deltaTable';

const AT = { version: 7, timestamp: 1234, newId: 'new' };
const IN_COMMIT = { 'delta.enableInCommitTimestamps': 'true' };
const SINCE = {
  'delta.inCommitTimestampEnablementVersion': '3',
  'delta.inCommitTimestampEnablementTimestamp': '333',
};

function table(
  name: string,
  configuration: Record<string, string> = {},
  more: Partial<Snapshot> = {},
): Snapshot {
  return snapshotOf({ table: `/${name}`, metadata: metadata(name, { configuration }), ...more });
}

function configurationOf(source: Snapshot, target: Snapshot | undefined) {
  return cloneState(source, target, AT).find(({ metaData }) => metaData !== undefined)?.metaData
    ?.configuration;
}

function domains(...list: readonly [domain: string, configuration: string][]): Map<string, DomainMetadata> {
  return new Map(list.map(([domain, configuration]) => [domain, { domain, configuration, removed: false }]));
}

describe('cloneState', () => {
  it('gives a new table a protocol, metadata under a fresh id, and the rest of the state', () => {
    const transactions = new Map([['app', { appId: 'app', version: '9223372036854775807' }]]);
    const source = table(
      'source',
      { 'delta.appendOnly': 'true' },
      { transactions, domains: domains(['d', '{}']) },
    );
    assert.deepEqual(cloneState(source, undefined, AT), [
      { protocol: source.protocol },
      { metaData: { ...source.metadata, id: 'new' } },
      { domainMetadata: { domain: 'd', configuration: '{}', removed: false } },
      { txn: { appId: 'app', version: '9223372036854775807' } },
    ]);
  });

  it('says nothing again that the target says already, in whatever order', () => {
    const source = table('source', { a: '1', b: '2' }, { domains: domains(['d', '{}']) });
    const target = table('target', { b: '2', a: '1' }, { domains: domains(['d', '{}']) });
    assert.deepEqual(cloneState(source, target, AT), []);
  });

  it('keeps the target’s id, and takes over a changed protocol, older transactions and schemas', () => {
    const protocol: Protocol = {
      minReaderVersion: 3,
      minWriterVersion: 7,
      readerFeatures: [],
      writerFeatures: [],
    };
    const transactions = new Map([['app', { appId: 'app', version: '4' }]]);
    const source = table('source', { x: '1' }, { protocol, transactions });
    const newer = new Map([['app', { appId: 'app', version: '5' }]]);
    const target = table('target', {}, { transactions: newer });
    assert.deepEqual(cloneState(source, target, AT), [
      { protocol },
      { metaData: { ...source.metadata, id: 'target' } },
      { txn: { appId: 'app', version: '4' } },
    ]);
  });

  it('drops what ties the source to a catalog', () => {
    const source = table('source', {
      ...{ 'io.unitycatalog.tableId': 'x', ucTableId: 'y', 'delta.coordinatedCommits.tableConf': '{}' },
      'delta.columnMapping.maxColumnId': '7',
    });
    assert.deepEqual(configurationOf(source, undefined), { 'delta.columnMapping.maxColumnId': '7' });
  });
});

describe('cloneState: in-commit timestamps', () => {
  it('a new table has them from the start', () => {
    assert.deepEqual(configurationOf(table('source', { ...IN_COMMIT, ...SINCE }), undefined), IN_COMMIT);
  });

  it('a table that had none before has them from this version on', () => {
    assert.deepEqual(configurationOf(table('source', IN_COMMIT), table('target')), {
      ...IN_COMMIT,
      'delta.inCommitTimestampEnablementVersion': '7',
      'delta.inCommitTimestampEnablementTimestamp': '1234',
    });
  });

  it('a table that has them keeps its own beginning, not the source’s', () => {
    const other = { ...SINCE, 'delta.inCommitTimestampEnablementVersion': '99' };
    const source = table('source', { ...IN_COMMIT, ...other });
    assert.deepEqual(cloneState(source, table('target', { ...IN_COMMIT, ...SINCE }), AT), []);
    assert.deepEqual(cloneState(source, table('target', IN_COMMIT), AT), []);
  });

  it('and loses it where the source has none', () => {
    assert.deepEqual(configurationOf(table('source'), table('target', { ...IN_COMMIT, ...SINCE })), {});
    assert.equal(hasInCommitTimestamps(metadata('x', { configuration: IN_COMMIT })), true);
    assert.equal(hasInCommitTimestamps(metadata('x')), false);
  });
});

describe('cloneState: domains', () => {
  const mark = (value: string) => domains(['delta.rowTracking', `{"rowIdHighWaterMark":${value}}`]);
  const changesOf = (source: Map<string, DomainMetadata>, target: Map<string, DomainMetadata>) =>
    cloneState(table('s', {}, { domains: source }), table('t', {}, { domains: target }), AT).map(
      ({ domainMetadata }) => domainMetadata,
    );

  it('the high-water mark of row ids rises and never falls, to the last digit', () => {
    assert.deepEqual(changesOf(mark('5'), mark('9')), []);
    assert.deepEqual(changesOf(mark('9223372036854775807'), mark('9223372036854775806')), [
      ...mark('9223372036854775807').values(),
    ]);
    assert.deepEqual(changesOf(mark('9223372036854775806'), mark('9223372036854775807')), []);
  });

  it('one that the source no longer has is removed; any other is taken over, lower or not', () => {
    assert.deepEqual(
      changesOf(domains(['clustering', '{"v":1}']), domains(['clustering', '{"v":2}'], ['old', 'x'])),
      [
        { domain: 'clustering', configuration: '{"v":1}', removed: false },
        { domain: 'old', configuration: 'x', removed: true },
      ],
    );
  });
});
