import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createQueue } from '../../../src/vscode/queue';

test('runs at most the limit at a time, and everything in the end', async () => {
  const queue = createQueue(3, 10_000);
  let running = 0;
  let most = 0;
  let done = 0;
  await new Promise<void>((resolve) => {
    for (let index = 0; index < 20; index += 1) {
      queue.add(async () => {
        running += 1;
        most = Math.max(most, running);
        await delay(2);
        running -= 1;
        done += 1;
        if (done === 20) resolve();
      });
    }
  });
  assert.equal(most, 3);
});

test('work that hangs gives its slot to the next one', async () => {
  const queue = createQueue(1, 20);
  queue.add(() => new Promise(() => {}));
  await new Promise<void>((resolve) => queue.add(async () => resolve()));
});
