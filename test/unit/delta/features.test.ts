import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Protocol } from '../../../src/delta/actions';
import {
  assertReadable,
  featureNames,
  isCatalogProperty,
  unknownWriterFeatures,
} from '../../../src/delta/features';
import { metadata, PROTOCOL } from '../../support/deltaTable';

const protocol = (readerFeatures: string[], writerFeatures: string[] = readerFeatures): Protocol => ({
  minReaderVersion: 3,
  minWriterVersion: 7,
  readerFeatures,
  writerFeatures,
});
const read = (one: Protocol, more: Parameters<typeof metadata>[1] = {}) =>
  assertReadable('/lake/t', one, metadata('x', more));

describe('assertReadable', () => {
  it('lets known features and unknown writer features pass', () => {
    read(PROTOCOL);
    read({ minReaderVersion: 2, minWriterVersion: 6 });
    read(protocol(['columnMapping', 'deletionVectors', 'v2Checkpoint', 'timestampNtz', 'typeWidening']));
    read(protocol([], ['madeUpTomorrow', 'rowTracking']));
  });

  for (const [name, one] of [
    ['madeUpTomorrow', protocol(['deletionVectors', 'madeUpTomorrow'])],
    ['catalogManaged', protocol(['catalogManaged'])],
    ['catalogOwned-preview', protocol([], ['catalogOwned-preview'])],
    ['coordinatedCommits', protocol([], ['coordinatedCommits'])],
    ['redirectWriterOnly', protocol([], ['redirectWriterOnly'])],
    ['reader version 4', { minReaderVersion: 4, minWriterVersion: 8 }],
  ] as const) {
    it(`refuses ${name} by name`, () =>
      assert.throws(() => read(one), {
        code: 'unsupported-feature',
        message: new RegExp(`/lake/t uses ${name}`),
      }));
  }

  it('refuses tables whose commits lie elsewhere, and other formats', () => {
    const configuration = { 'delta.coordinatedCommits.commitCoordinator-preview': 'x' };
    assert.throws(() => read(PROTOCOL, { configuration }), {
      code: 'unsupported-feature',
      message: /coordinatedCommits/,
    });
    assert.throws(() => read(PROTOCOL, { format: { provider: 'orc' } }), { message: /format orc/ });
  });
});

describe('feature names', () => {
  it('are those in use, or the legacy versions', () => {
    assert.deepEqual(featureNames(protocol(['b'], ['c', 'a', 'b'])), ['a', 'b', 'c']);
    assert.deepEqual(featureNames(PROTOCOL), ['reader 1, writer 2']);
    assert.deepEqual(
      unknownWriterFeatures(protocol(['deletionVectors'], ['deletionVectors', 'rowTracking', 'new'])),
      ['new'],
    );
    assert.deepEqual(unknownWriterFeatures(PROTOCOL), []);
  });

  it('properties of a catalog are told from all others', () => {
    for (const name of ['delta.coordinatedCommits.tableConf', 'io.unitycatalog.tableId', 'ucTableId'])
      assert.equal(isCatalogProperty(name), true, name);
    assert.equal(isCatalogProperty('delta.appendOnly'), false);
  });
});
