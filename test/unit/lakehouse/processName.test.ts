import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { processNames } from '../../../src/lakehouse/processName';

const { processName, isAlive } = processNames;
const host = processName.slice(processName.indexOf('@'));

test('this process runs, one that has ended does not, and of another machine nothing is known', () => {
  assert.equal(isAlive(processName), true);
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  assert.equal(isAlive(`${pid}${host}`), false);
  assert.equal(isAlive('1@another-machine'), undefined);
});
