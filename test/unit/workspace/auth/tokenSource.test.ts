import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as tick } from 'node:timers/promises';
import { cachedTokens, type Token } from '../../../../src/workspace/auth/tokenSource';

const NEVER = new AbortController().signal;

/** A source that counts its askings; each is answered by hand. */
function counted(now: () => number = Date.now) {
  const asked: {
    signal: AbortSignal;
    refused: string | undefined;
    answer(token: Token): void;
    fail(error: Error): void;
  }[] = [];
  const source = cachedTokens(
    { host: 'w.example.com' },
    (signal, refused) =>
      new Promise((resolve, reject) => {
        asked.push({ signal, refused, answer: resolve, fail: reject });
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
    now,
  );
  return { source, asked };
}

describe('cachedTokens', () => {
  it('asks once for all that wait, and keeps the token', async () => {
    const { source, asked } = counted();
    const waiting = [source.token(NEVER), source.token(NEVER), source.token(NEVER)];
    asked[0]?.answer({ text: 'a', expiresAt: undefined });
    assert.deepEqual(await Promise.all(waiting), ['a', 'a', 'a']);
    assert.equal(await source.token(NEVER), 'a');
    assert.equal(asked.length, 1);
  });

  it('asks again a minute before the end', async () => {
    let now = 0;
    const { source, asked } = counted(() => now);
    const first = source.token(NEVER);
    asked[0]?.answer({ text: 'a', expiresAt: 3_600_000 });
    await first;
    now = 3_539_999;
    assert.equal(await source.token(NEVER), 'a');
    now = 3_540_000;
    const second = source.token(NEVER);
    asked[1]?.answer({ text: 'b', expiresAt: 7_200_000 });
    assert.equal(await second, 'b');
  });

  it('asks for another one when the server refused it, once for all whose token was refused', async () => {
    const { source, asked } = counted();
    const first = source.token(NEVER);
    asked[0]?.answer({ text: 'a', expiresAt: undefined });
    await first;
    const early = source.token(NEVER, { refused: 'a' });
    assert.equal(asked[1]?.refused, 'a');
    asked[1]?.answer({ text: 'b', expiresAt: undefined });
    assert.equal(await early, 'b');
    assert.equal(await source.token(NEVER, { refused: 'a' }), 'b', 'the newer one is there already');
    assert.equal(asked.length, 2);
  });

  it('ends for who aborts, and stops asking only when nobody waits', async () => {
    const { source, asked } = counted();
    const [one, other] = [new AbortController(), new AbortController()];
    const waiting = [source.token(one.signal), source.token(other.signal)] as const;
    one.abort(new Error('one'));
    await assert.rejects(waiting[0], { message: 'one' });
    assert.equal(asked[0]?.signal.aborted, false);
    other.abort(new Error('other'));
    await assert.rejects(waiting[1], { message: 'other' });
    assert.equal(asked[0]?.signal.aborted, true);
    const next = source.token(NEVER);
    asked[1]?.answer({ text: 'b', expiresAt: undefined });
    assert.equal(await next, 'b');
    await assert.rejects(source.token(AbortSignal.abort(new Error('before'))), { message: 'before' });
  });

  it('keeps no failure', async () => {
    const { source, asked } = counted();
    const first = source.token(NEVER);
    asked[0]?.fail(new Error('offline'));
    await assert.rejects(first, { message: 'offline' });
    await tick();
    const second = source.token(NEVER);
    asked[1]?.answer({ text: 'a', expiresAt: undefined });
    assert.equal(await second, 'a');
  });
});
