import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Fault } from '../../../src/base/fault';
import { writeWholeFile } from '../../../src/storage/wholeFile';
import { temporaryFolder } from '../../support/temporary';

test('a new file is written, and no other replaced', async (t) => {
  const folder = temporaryFolder(t);
  const file = path.join(folder, 'a.txt');
  await writeWholeFile(file, 'one', false);
  await assert.rejects(
    writeWholeFile(file, 'two', false),
    (error) => error instanceof Fault && error.code === 'bad-target' && /--force/.test(error.advice ?? ''),
  );
  assert.equal(readFileSync(file, 'utf8'), 'one');
  await writeWholeFile(file, 'two', true);
  assert.equal(readFileSync(file, 'utf8'), 'two');
  assert.deepEqual(readdirSync(folder), ['a.txt']);
});

test('what fails leaves nothing behind', async (t) => {
  const folder = temporaryFolder(t);
  const file = path.join(folder, 'taken');
  mkdirSync(file);
  writeFileSync(path.join(file, 'x'), '');
  const isFolder = (error: unknown) => error instanceof Fault && /taken is a folder/.test(error.message);
  await assert.rejects(writeWholeFile(file, 'text', true), isFolder);
  await assert.rejects(writeWholeFile(file, 'text', false), isFolder);
  await assert.rejects(writeWholeFile(path.join(folder, 'no', 'such', 'folder'), 'text', false), /ENOENT/);
  assert.deepEqual(readdirSync(folder), ['taken']);
});
