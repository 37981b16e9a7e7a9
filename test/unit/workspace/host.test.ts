import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isAzureHost, parseHost } from '../../../src/workspace/host';

describe('parseHost', () => {
  it('understands every way to write the address of a workspace', () => {
    const host = 'adb-1234567890123456.7.azuredatabricks.net';
    for (const text of [
      host,
      `https://${host}`,
      `https://${host}/`,
      ` HTTPS://ADB-1234567890123456.7.azuredatabricks.net/#job/3 `,
    ]) {
      assert.deepEqual(parseHost(text), { host });
    }
    assert.deepEqual(parseHost('127.0.0.1:8443'), { host: '127.0.0.1:8443' });
    assert.deepEqual(parseHost('https://w.cloud.databricks.com:443/'), { host: 'w.cloud.databricks.com' });
  });

  it('takes the id of the workspace out of an address of the browser', () => {
    const id = '9223372036854775807';
    for (const query of [`o=${id}`, `workspace_id=${id}`, `w=${id}`]) {
      assert.deepEqual(parseHost(`https://acme.databricks.com/sql/warehouses?${query}#x`), {
        host: 'acme.databricks.com',
        workspaceId: id,
      });
    }
    assert.deepEqual(parseHost('https://acme.databricks.com/?o=abc'), { host: 'acme.databricks.com' });
    assert.equal(parseHost('https://acme.databricks.com/?w=conn-1').workspaceId, 'conn-1');
  });

  it('refuses what is no host, what is not https, and what holds a password, without repeating it', () => {
    for (const text of [
      '',
      'https://',
      'a b',
      'https://user:secret@w.cloud.databricks.com',
      'ftp://w.example.com',
      'http://w.example.com',
    ]) {
      assert.throws(
        () => parseHost(text),
        (error: Error) => {
          assert.equal('code' in error && error.code, 'usage');
          return !error.message.includes('secret');
        },
      );
    }
    assert.throws(() => parseHost('http://w.example.com'), {
      message: 'The workspace w.example.com is to be reached by http://.',
    });
  });

  it('knows the hosts of Azure', () => {
    assert.ok(isAzureHost('adb-1.2.azuredatabricks.net'));
    assert.ok(isAzureHost('adb-1.2.databricks.azure.us'));
    assert.ok(!isAzureHost('dbc-1.cloud.databricks.com'));
    assert.ok(!isAzureHost('azuredatabricks.net.example.com'));
  });
});
