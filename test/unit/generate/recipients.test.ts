import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fault } from '../../../src/base/fault';
import { destinationId, emailAddress } from '../../../src/generate/recipients';

const isUsage = (error: unknown) => error instanceof Fault && error.code === 'usage';

test('an e-mail address is one, as it is written', () => {
  assert.equal(emailAddress('ops+ow@example.co.uk'), 'ops+ow@example.co.uk');
  for (const text of ['', 'ops', 'ops@example', 'a@b.c, d@e.f', 'a@b.c\n'])
    assert.throws(() => emailAddress(text), isUsage, JSON.stringify(text));
});

test('an id of a notification destination is one', () => {
  const id = '3cd0d5e1-8a7b-4a0f-9a39-d4d1f5a4c5b7';
  assert.equal(destinationId(id), id);
  for (const text of ['', ' ', 'a b', 'https://hooks.example.com/x'])
    assert.throws(() => destinationId(text), isUsage, JSON.stringify(text));
});
