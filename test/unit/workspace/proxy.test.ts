import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Environment, type ProxySettings, proxyFor } from '../../../src/workspace/proxy';

const WORKSPACE = new URL('https://adb-1.2.azuredatabricks.net');

function find(environment: Environment, settings: ProxySettings = {}, url = WORKSPACE): string | undefined {
  return proxyFor(url, settings, environment)?.href;
}

describe('proxyFor', () => {
  it('takes the setting before the environment, lower case before upper case, HTTPS before HTTP', () => {
    const environment = { HTTPS_PROXY: 'http://two:1', HTTP_PROXY: 'http://three:1' };
    assert.equal(find({}), undefined);
    assert.equal(find(environment, { proxy: 'http://one:1' }), 'http://one:1/');
    assert.equal(find(environment), 'http://two:1/');
    assert.equal(find({ ...environment, https_proxy: 'http://lower:1' }), 'http://lower:1/');
    assert.equal(find({ HTTP_PROXY: 'http://three:1' }), 'http://three:1/');
    assert.equal(find({ HTTPS_PROXY: ' ' }, { proxy: '' }), undefined);
    assert.equal(find({ HTTPS_PROXY: 'proxy.corp:8080' }), 'http://proxy.corp:8080/');
  });

  it('leaves out the hosts of NO_PROXY', () => {
    const proxied = (entry: string, url?: URL) =>
      find({ HTTPS_PROXY: 'http://p:1', NO_PROXY: entry }, {}, url) !== undefined;
    for (const entry of [
      '*',
      'adb-1.2.azuredatabricks.net',
      'azuredatabricks.net',
      '.azuredatabricks.net',
      '*.azuredatabricks.net',
      'x, azuredatabricks.net',
      'AZUREDATABRICKS.NET:443',
    ]) {
      assert.equal(proxied(entry), false, entry);
    }
    for (const entry of ['', 'databricks.net', 'azuredatabricks.net:8443', 'localhost']) {
      assert.equal(proxied(entry), true, entry);
    }
    assert.equal(proxied('127.0.0.1', new URL('https://127.0.0.1:8443')), false);
    assert.equal(find({ HTTPS_PROXY: 'http://p:1', NO_PROXY: '*' }, { noProxy: ['other'] }), 'http://p:1/');
  });

  it('refuses a proxy of another kind, without repeating its password', () => {
    for (const proxy of ['socks5://user:secret@p:1', 'http://']) {
      assert.throws(
        () => find({ HTTPS_PROXY: proxy }),
        (error: Error) => {
          assert.equal('code' in error && error.code, 'usage');
          return !error.message.includes('secret');
        },
      );
    }
  });
});
