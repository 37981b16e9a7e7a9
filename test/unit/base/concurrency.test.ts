import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { mapLimit } from '../../../src/base/concurrency';

describe('mapLimit', () => {
  it('keeps the order, and never runs more than the limit', async () => {
    let running = 0;
    let most = 0;
    const results = await mapLimit([5, 1, 3, 2, 4], 2, async (ms, index) => {
      running += 1;
      most = Math.max(most, running);
      await sleep(ms);
      running -= 1;
      return `${index}:${ms}`;
    });
    assert.deepEqual(results, ['0:5', '1:1', '2:3', '3:2', '4:4']);
    assert.equal(most, 2);
  });

  it('does nothing for no items', async () => {
    assert.deepEqual(await mapLimit([], 4, () => Promise.reject(new Error('not called'))), []);
  });

  it('begins nothing after the first error, waits for what is under way, and throws the first', async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    const work = async (item: number) => {
      begun.push(item);
      await sleep(item === 1 ? 1 : 20);
      ended.push(item);
      if (item < 2) throw new Error(`item ${item}`);
    };
    await assert.rejects(mapLimit([0, 1, 2, 3, 4], 3, work), { message: 'item 1' });
    assert.deepEqual(begun, [0, 1, 2]);
    assert.deepEqual(ended.sort(), [0, 1, 2], 'nothing still runs');
  });

  it('throws the reason of an abort and begins no more', async () => {
    const controller = new AbortController();
    const reason = new Error('stop');
    let begun = 0;
    const work = async () => {
      begun += 1;
      controller.abort(reason);
    };
    await assert.rejects(mapLimit([1, 2, 3], 1, work, controller.signal), reason);
    assert.equal(begun, 1);
    await assert.rejects(mapLimit([], 1, work, controller.signal), reason);
  });
});
