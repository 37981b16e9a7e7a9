import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { Fault } from '../../../../src/base/fault';
import { assertWritable, inspectRoot, overlaps } from '../../../../src/lakehouse/folder/root';
import { localStorage } from '../../../../src/storage/local';
import { addNamed, beginning, commit } from '../../../support/deltaTable';
import { faultyStorage, systemError } from '../../../support/faultyStorage';
import { clone } from '../../../support/folderLakehouse';
import { temporaryFolder } from '../../../support/temporary';

const { signal } = new AbortController();
const inspect = async (root: string) => {
  const { freeBytes, ...rest } = await inspectRoot(localStorage, root, signal);
  assert.ok(freeBytes !== undefined && freeBytes > 0);
  return rest;
};

describe('inspectRoot', () => {
  it('knows what may be used', async (test) => {
    const root = temporaryFolder(test);
    assert.deepEqual(await inspect(path.join(root, 'not', 'yet')), { state: 'absent', foreignNames: [] });
    assert.deepEqual(await inspect(root), { state: 'empty', foreignNames: [] });
    writeFileSync(path.join(root, '.DS_Store'), '');
    assert.deepEqual(await inspect(root), { state: 'empty', foreignNames: [] });
    for (const name of ['data', 'clone_report/_delta_log', 'checkpoint', '.overwatch-backup'])
      mkdirSync(path.join(root, name), { recursive: true });
    assert.deepEqual(await inspect(root), { state: 'backup', foreignNames: [] });
  });

  it('knows what must not', async (test) => {
    const root = temporaryFolder(test);
    const file = path.join(root, 'file');
    writeFileSync(file, '');
    assert.deepEqual(await inspect(file), { state: 'foreign', foreignNames: ['file is a file'] });
    const below = path.join(file, 'not', 'yet');
    assert.deepEqual(await inspect(below), { state: 'foreign', foreignNames: ['file is a file'] });
    const link = path.join(root, 'link');
    symlinkSync('nowhere', link);
    const dangling = { state: 'foreign', foreignNames: ['link is a link that leads nowhere'] } as const;
    assert.deepEqual(await inspect(link), dangling);
    assert.deepEqual(await inspect(path.join(link, 'not', 'yet')), dangling);
    rmSync(link);
    mkdirSync(path.join(root, 'clone_report', '_delta_log'), { recursive: true });
    assert.deepEqual(await inspect(root), { state: 'foreign', foreignNames: ['file'] });
  });

  it('takes tables in data without a report or a mark for somebody’s database', async (test) => {
    const root = temporaryFolder(test);
    mkdirSync(path.join(root, 'data', 'pipeline_report', '_delta_log'), { recursive: true });
    assert.deepEqual(await inspect(root), { state: 'foreign', foreignNames: ['data'] });
  });

  it('tells whose backup it is, as long as the log does', async (test) => {
    const folder = temporaryFolder(test);
    const [source, root] = [path.join(folder, 'source'), path.join(folder, 'root')];
    const target = path.join(root, 'data', 'pipeline_report');
    mkdirSync(source);
    mkdirSync(path.join(root, 'clone_report', '_delta_log'), { recursive: true });
    await commit(source, beginning('the-id'));
    await clone({ source, sourceVersion: 0, target });
    const clonedFrom = { location: source, tableId: 'the-id', accumulates: false };
    assert.deepEqual(await inspect(root), { state: 'backup', foreignNames: [], clonedFrom });
    await commit(target, [{ add: addNamed('a') }]);
    assert.deepEqual(await inspect(root), { state: 'backup', foreignNames: [], clonedFrom });
    truncateSync(path.join(target, '_delta_log', '00000000000000000001.json'), 10);
    assert.deepEqual(await inspect(root), { state: 'backup', foreignNames: [] });
  });
});

describe('assertWritable', () => {
  const refusing = (denied: string, code = 'EROFS') =>
    faultyStorage(localStorage, ({ method, path: place }) =>
      method === 'assertWritable' && place === denied
        ? { kind: 'fail', error: systemError(code, 'access') }
        : undefined,
    ).storage;

  it('lets be what may be written, there or not', async (test) => {
    const folder = temporaryFolder(test);
    await assertWritable(localStorage, folder);
    await assertWritable(localStorage, path.join(folder, 'not', 'yet'));
  });

  it('names the place and says what to do', async (test) => {
    const folder = temporaryFolder(test);
    for (const code of ['EROFS', 'EACCES']) {
      await assert.rejects(assertWritable(refusing(folder, code), folder), (fault) => {
        assert.ok(fault instanceof Fault);
        assert.equal(fault.code, 'no-permission');
        assert.match(fault.message, new RegExp(`^${folder} cannot be written to: ${code}`));
        assert.match(fault.advice ?? '', /choose another place/);
        return true;
      });
    }
  });

  it('looks at the folder in which a file really lies', async (test) => {
    const folder = temporaryFolder(test);
    mkdirSync(path.join(folder, 'real'));
    writeFileSync(path.join(folder, 'real', 'config.csv'), '');
    symlinkSync(path.join('real', 'config.csv'), path.join(folder, 'config.csv'));
    const file = path.join(folder, 'config.csv');
    await assertWritable(refusing(folder), file);
    await assert.rejects(assertWritable(refusing(path.join(folder, 'real')), file), {
      code: 'no-permission',
    });
  });
});

describe('overlaps', () => {
  it('looks at places, not at their spelling, whether they are there or not', async (test) => {
    const folder = temporaryFolder(test);
    const lake = path.join(folder, 'lake');
    mkdirSync(lake);
    symlinkSync(lake, path.join(folder, 'link'));
    const check = (one: string, other: string) =>
      overlaps(localStorage, path.join(folder, one), `${folder}/${other}`);
    for (const [one, other] of [
      ['lake', 'lake/'],
      ['lake', 'link'],
      ['link/backup/new', 'lake'],
      ['lake', 'x/../lake/inner'],
      ['.', 'lake'],
      ['lake', '..'],
    ] as const) {
      assert.equal(await check(one, other), true, `${one} and ${other}`);
      assert.equal(await check(other, one), true, `${other} and ${one}`);
    }
    for (const [one, other] of [
      ['lake', 'lake2'],
      ['lake', '..lake'],
      ['link', 'backup'],
    ] as const) {
      assert.equal(await check(one, other), false, `${one} and ${other}`);
      assert.equal(await check(other, one), false, `${other} and ${one}`);
    }
  });
});
