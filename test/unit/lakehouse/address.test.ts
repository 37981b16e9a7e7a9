import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Fault } from '../../../src/base/fault';
import {
  AUTH_WAYS,
  type DatabricksAddress,
  formatAddress,
  parseAddress,
} from '../../../src/lakehouse/address';

describe('lakehouse addresses', () => {
  it('takes every path for a folder', () => {
    for (const path of [
      '/mnt/lake',
      'C:\\lake',
      '~/lake',
      'relative',
      ' with blanks ',
      'databricks',
      's3://bucket/x',
    ]) {
      assert.deepEqual(parseAddress(path), { kind: 'folder', path });
      assert.equal(formatAddress({ kind: 'folder', path }), path);
    }
  });

  it('reads a warehouse of Databricks', () => {
    const text =
      'databricks://adb-1.2.azuredatabricks.net/0a1b2c?auth=oauth-machine&client=c%26d&catalogs=main,d%2Cev&o=9223372036854775807';
    const address: DatabricksAddress = {
      kind: 'databricks',
      host: 'adb-1.2.azuredatabricks.net',
      workspaceId: '9223372036854775807',
      warehouse: '0a1b2c',
      auth: 'oauth-machine',
      client: 'c&d',
      catalogs: ['main', 'd,ev'],
    };
    assert.deepEqual(parseAddress(text), address);
    assert.deepEqual(parseAddress(formatAddress(address)), address);
  });

  it('takes a first part without a dot for a profile', () => {
    const address: DatabricksAddress = {
      kind: 'databricks',
      profile: 'my prod',
      warehouse: 'abc',
      auth: 'profile',
      catalogs: [],
    };
    assert.deepEqual(parseAddress('databricks://my%20prod/abc'), address);
    assert.deepEqual(parseAddress('Databricks://my%20prod/abc/?auth=profile'), address);
    assert.equal(formatAddress(address), 'databricks://my%20prod/abc?auth=profile');
    const dotted: DatabricksAddress = { ...address, profile: 'pat.with.dot' };
    assert.equal(formatAddress(dotted), 'databricks://-/abc?auth=profile&profile=pat.with.dot');
    assert.deepEqual(parseAddress(formatAddress(dotted)), dotted);
    const dash: DatabricksAddress = { ...address, profile: '-' };
    assert.deepEqual(parseAddress(formatAddress(dash)), dash);
  });

  it('is the same after writing and reading', () => {
    const text = fc.string({ minLength: 1, maxLength: 12 });
    const host = fc.constantFrom(
      'dbc-1.cloud.databricks.com',
      '127.0.0.1:8443',
      'adb-1.2.azuredatabricks.net',
    );
    const optional = { profile: text, client: text, workspaceId: text };
    const common = {
      kind: fc.constant('databricks' as const),
      warehouse: fc.stringMatching(/^[\w-]{1,16}$/),
      catalogs: fc.uniqueArray(text),
    };
    const addresses = fc.oneof(
      fc.record(
        { ...common, host, auth: fc.constantFrom(...AUTH_WAYS), ...optional },
        { requiredKeys: ['kind', 'warehouse', 'catalogs', 'host', 'auth'], noNullPrototype: true },
      ),
      fc.record(
        { ...common, auth: fc.constant('profile' as const), profile: text },
        { noNullPrototype: true },
      ),
    );
    fc.assert(
      fc.property(addresses, (address) => {
        assert.deepEqual(parseAddress(formatAddress(address)), address);
      }),
    );
  });

  it('refuses what it cannot understand', () => {
    const refused = {
      'databricks://': /has not the form/,
      'databricks://host.example.com': /has not the form/,
      'databricks://host.example.com/': /has not the form/,
      'databricks://host.example.com/a/b': /has not the form/,
      'databricks://prod/abc?auth=pat': /must begin with the workspace's host/,
      'databricks://host.example.com/abc?auth=magic': /no way to sign in that is called magic/,
      'databricks://host.example.com/abc?auth=pat&auth=pat': /stands twice: auth/,
      'databricks://host.example.com/abc?colour=red': /not known or stands twice: colour/,
      'databricks://host.example.com/abc?profile=%zz': /% that is not followed/,
      'databricks://prod/abc?profile=dev': /names two profiles/,
      'databricks://-/abc': /neither a host nor a profile/,
      'https://host.example.com/sql/1.0/warehouses/abc': /A lakehouse is a folder or/,
    };
    for (const [text, message] of Object.entries(refused)) {
      assert.throws(() => parseAddress(text), { name: 'Fault', code: 'usage', message }, text);
    }
  });

  it('never holds a secret, and does not repeat one', () => {
    for (const text of [
      'databricks://host.example.com/abc?auth=pat&token=dapi123',
      'databricks://user:dapi123@host.example.com/abc',
      'databricks://host.example.com/abc?client_secret=dapi123',
    ]) {
      assert.throws(
        () => parseAddress(text),
        (error) =>
          error instanceof Fault &&
          error.code === 'usage' &&
          !JSON.stringify(error.toData()).includes('dapi123'),
      );
    }
  });
});
