import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { redactSecrets } from '../../../src/workspace/redact';

describe('redactSecrets', () => {
  it('takes out what looks like a secret and what is known as one', () => {
    const secrets = [
      'dapi0123456789abcdef0123456789abcdef',
      'dapi0123456789abcdef0123456789abcdef-2',
      'dose0123456789abcdef0123456789abcdef',
      'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl',
      'my own secret',
    ];
    for (const secret of secrets) {
      const text = redactSecrets(`The token ${secret} is refused, Authorization: Bearer ${secret}`, [
        'my own secret',
        '',
      ]);
      assert.ok(!text.includes(secret), text);
      assert.match(text, /^The token \*\*\*/);
    }
    assert.equal(redactSecrets('http://user:pass@proxy:8080 failed'), 'http://***proxy:8080 failed');
    assert.equal(redactSecrets('{"refresh_token": "abc-def"}'), '{"refresh_token": "***"}');
    assert.equal(redactSecrets('client_secret=abc&scope=x'), 'client_secret=***&scope=x');
  });

  it('leaves other texts alone', () => {
    const text = 'Table dapi_usage of https://adb-1.2.azuredatabricks.net is not readable.';
    assert.equal(redactSecrets(text), text);
  });
});
