import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fault } from '../../../../src/base/fault';
import { createPathCheck } from '../../../../src/vscode/pickers/pathCheck';

const { signal } = new AbortController();

test('looks at a place once, tells when it is known, and what it is', async () => {
  const looked: string[] = [];
  let known = 0;
  const check = createPathCheck(
    async (typed) => {
      looked.push(typed);
      return { location: `/abs/${typed}`, summary: 'new folder' };
    },
    () => {
      known += 1;
    },
    signal,
  );
  assert.equal(check.known('a').kind, 'loading');
  check.start('a');
  check.start('a');
  const ready = { kind: 'ready', value: { location: '/abs/a', summary: 'new folder' } };
  assert.deepEqual(await check.wait('a'), ready);
  assert.deepEqual(check.known('a'), ready);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(looked, ['a']);
  assert.ok(known >= 1);
});

test('why a place cannot be used is known too, also to who waits before it was looked at', async () => {
  const check = createPathCheck(
    async () => {
      throw new Fault('bad-target', 'It holds something else.');
    },
    () => {},
    signal,
  );
  const answer = await check.wait('b');
  assert.deepEqual(answer, {
    kind: 'failed',
    error: { code: 'bad-target', message: 'It holds something else.' },
  });
  assert.deepEqual(check.known('b'), answer);
});
