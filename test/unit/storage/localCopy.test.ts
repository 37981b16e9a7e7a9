import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';
import { copyFile } from '../../../src/storage/localCopy';
import { temporaryFolder } from '../../support/temporary';

describe('copyFile', () => {
  for (const size of [0, 1, 8 * 1024 * 1024, 8 * 1024 * 1024 + 1, 40_000_001]) {
    it(`copies ${size} bytes`, async (test) => {
      const folder = temporaryFolder(test);
      const [from, to] = [path.join(folder, 'from'), path.join(folder, 'to')];
      const content = randomBytes(size);
      await fs.writeFile(from, content);
      assert.equal(await copyFile(from, to), size);
      assert.ok(content.equals(await fs.readFile(to)));
      await assert.rejects(copyFile(from, to), { code: 'EEXIST' });
    });
  }

  it('tells the bytes that stand in the copy, not those that were announced', async (test) => {
    const folder = temporaryFolder(test);
    const [from, to] = [path.join(folder, 'from'), path.join(folder, 'to')];
    await fs.writeFile(from, 'long before');
    const { copyFile: real } = fs;
    test.mock.method(fs, 'copyFile', async (...args: Parameters<typeof real>) => {
      await fs.writeFile(from, 'short');
      await real(...args);
    });
    assert.equal(await copyFile(from, to), 5);
  });

  it('stops between chunks', async (test) => {
    const folder = temporaryFolder(test);
    const [from, to] = [path.join(folder, 'from'), path.join(folder, 'to')];
    await fs.writeFile(from, '');
    await fs.truncate(from, 2_000_000_000);
    const controller = new AbortController();
    const copying = copyFile(from, to, controller.signal);
    setTimeout(() => controller.abort(), 20);
    await assert.rejects(copying, { name: 'AbortError' });
    assert.ok((await fs.stat(to)).size < 2_000_000_000);
  });
});
