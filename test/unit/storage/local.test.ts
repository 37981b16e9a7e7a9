import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { localStorage } from '../../../src/storage/local';
import { systemError } from '../../support/faultyStorage';
import { filesBelow, temporaryFolder } from '../../support/temporary';

const { signal } = new AbortController();

describe('localStorage: looking', () => {
  it('lists names and kinds; undefined for what is no directory', async (test) => {
    const folder = temporaryFolder(test);
    await fs.mkdir(path.join(folder, 'inner'));
    await fs.writeFile(path.join(folder, 'ünï 🎉 [x]*?.txt'), 'x');
    await fs.symlink('inner', path.join(folder, 'to-folder'));
    await fs.symlink('nowhere', path.join(folder, 'dangling'));
    await fs.symlink('circle', path.join(folder, 'circle'));
    const entries = [...((await localStorage.list(folder)) ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1));
    assert.deepEqual(entries, [
      { name: 'circle', kind: 'file' },
      { name: 'dangling', kind: 'file' },
      { name: 'inner', kind: 'directory' },
      { name: 'to-folder', kind: 'directory' },
      { name: 'ünï 🎉 [x]*?.txt', kind: 'file' },
    ]);
    assert.equal(await localStorage.list(path.join(folder, 'nowhere')), undefined);
    assert.equal(await localStorage.list(path.join(folder, 'ünï 🎉 [x]*?.txt')), undefined);
    await assert.rejects(localStorage.list(path.join(folder, 'circle')), { code: 'ELOOP' });
  });

  it('tells kind, size and time; undefined for what is not there', async (test) => {
    const folder = temporaryFolder(test);
    const file = path.join(folder, 'file');
    await fs.writeFile(file, '12345');
    await fs.utimes(file, 1000, 1234.5);
    assert.deepEqual(await localStorage.stat(file), { kind: 'file', size: 5, modifiedAt: 1_234_500 });
    assert.equal((await localStorage.stat(folder))?.kind, 'directory');
    assert.equal((await localStorage.stat(folder))?.size, 0);
    assert.equal(await localStorage.stat(path.join(folder, 'nowhere')), undefined);
    assert.equal(await localStorage.stat(path.join(file, 'below')), undefined);
  });

  it('reads a whole file, a range, and less at the end', async (test) => {
    const file = path.join(temporaryFolder(test), 'file');
    await fs.writeFile(file, '0123456789');
    assert.equal((await localStorage.read(file)).toString(), '0123456789');
    assert.equal((await localStorage.readRange(file, 3, 4)).toString(), '3456');
    assert.equal((await localStorage.readRange(file, 8, 4)).toString(), '89');
    assert.equal((await localStorage.readRange(file, 20, 4)).toString(), '');
    await assert.rejects(localStorage.read(`${file}x`), { code: 'ENOENT' });
    const digest = createHash('sha256').update('0123456789').digest('hex');
    assert.equal(await localStorage.sha256(file, signal), digest);
    await assert.rejects(localStorage.sha256(file, AbortSignal.abort()), { name: 'AbortError' });
  });

  it('resolves links as far as a path exists', async (test) => {
    const folder = temporaryFolder(test);
    await fs.mkdir(path.join(folder, 'real'));
    await fs.symlink('real', path.join(folder, 'link'));
    assert.equal(
      await localStorage.realPath(path.join(folder, 'link', 'not', 'yet')),
      path.join(folder, 'real', 'not', 'yet'),
    );
    assert.equal(await localStorage.realPath(`${folder}/real/../link/`), path.join(folder, 'real'));
  });

  it('asks whether the nearest folder that exists may be written to', async (test) => {
    const folder = temporaryFolder(test);
    await localStorage.assertWritable(path.join(folder, 'not', 'yet'));
    if (process.getuid?.() === 0) return test.diagnostic('To the superuser nothing is locked.');
    const locked = path.join(folder, 'locked');
    await fs.mkdir(locked, { mode: 0o500 });
    await assert.rejects(localStorage.assertWritable(path.join(locked, 'not', 'yet')), { code: 'EACCES' });
  });

  it('tells the free space of the nearest folder that exists', async (test) => {
    const folder = temporaryFolder(test);
    const free = await localStorage.freeBytes(path.join(folder, 'not', 'yet'));
    assert.ok(free !== undefined && free > 0);
  });
});

describe('localStorage.createExclusive', () => {
  it('lets one of fifty writers win, whole, and leaves nothing else', async (test) => {
    const folder = temporaryFolder(test);
    const file = path.join(folder, '00000000000000000000.json');
    const writers = Array.from({ length: 50 }, (_, index) => `writer ${index}\n`);
    const results = await Promise.all(
      writers.map((text) => localStorage.createExclusive(file, [text.repeat(1000)])),
    );
    assert.equal(results.filter((won) => won).length, 1);
    const winner = writers[results.indexOf(true)] ?? '';
    assert.equal(await fs.readFile(file, 'utf8'), winner.repeat(1000));
    assert.deepEqual(filesBelow(folder), [path.basename(file)]);
  });

  it('writes text and bytes of any number of pieces', async (test) => {
    const file = path.join(temporaryFolder(test), 'file');
    const long = 'ü'.repeat(700_000);
    assert.equal(
      await localStorage.createExclusive(file, ['a', long, new Uint8Array([1, 2]), long, 'z']),
      true,
    );
    assert.equal(await fs.readFile(file, 'utf8'), `a${long}\u0001\u0002${long}z`);
    assert.equal(await localStorage.createExclusive(file, ['other']), false);
    assert.equal((await fs.readFile(file, 'utf8')).length, 2 * 700_000 + 4);
  });

  it('leaves nothing where writing fails', async (test) => {
    const folder = temporaryFolder(test);
    const pieces = (function* () {
      yield 'a';
      throw new Error('no more');
    })();
    await assert.rejects(localStorage.createExclusive(path.join(folder, 'file'), pieces), {
      message: 'no more',
    });
    assert.deepEqual(filesBelow(folder), []);
  });

  it('knows its own link again where the answer was lost', async (test) => {
    const file = path.join(temporaryFolder(test), 'file');
    const { link } = fs;
    test.mock.method(fs, 'link', async (from: string, to: string) => {
      await link(from, to);
      throw systemError('EEXIST', 'link');
    });
    assert.equal(await localStorage.createExclusive(file, ['mine']), true);
  });
});

describe('localStorage.createExclusive without hard links', () => {
  function withoutLinks(test: TestContext): string {
    test.mock.method(fs, 'link', () => Promise.reject(systemError('EPERM', 'link')));
    return path.join(temporaryFolder(test), '00000000000000000000.json');
  }

  it('lets one of fifty writers win', async (test) => {
    const file = withoutLinks(test);
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, index) => localStorage.createExclusive(file, [`writer ${index}`])),
    );
    assert.equal(results.filter((won) => won).length, 1);
    assert.equal(await fs.readFile(file, 'utf8'), `writer ${results.indexOf(true)}`);
    assert.deepEqual(filesBelow(path.dirname(file)), [path.basename(file)]);
    assert.equal(await localStorage.createExclusive(file, ['later']), false);
  });

  it('respects the reservation of a living writer, not that of a dead one', async (test) => {
    const file = withoutLinks(test);
    const reservation = path.join(path.dirname(file), `.${path.basename(file)}.reserved`);
    await fs.writeFile(reservation, '');
    assert.equal(await localStorage.createExclusive(file, ['x']), false);
    await fs.utimes(reservation, 1000, 1000);
    assert.equal(await localStorage.createExclusive(file, ['x']), true);
    assert.deepEqual(filesBelow(path.dirname(file)), [path.basename(file)]);
  });

  it('throws other errors of the system', async (test) => {
    test.mock.method(fs, 'link', () => Promise.reject(systemError('EIO', 'link')));
    const folder = temporaryFolder(test);
    await assert.rejects(localStorage.createExclusive(path.join(folder, 'file'), ['x']), { code: 'EIO' });
    assert.deepEqual(filesBelow(folder), []);
  });
});

describe('localStorage: writing', () => {
  it('replaces a file, all of it', async (test) => {
    const folder = temporaryFolder(test);
    const file = path.join(folder, 'file');
    await localStorage.replace(file, 'first');
    await localStorage.replace(file, new Uint8Array([65]));
    assert.equal(await fs.readFile(file, 'utf8'), 'A');
    assert.deepEqual(filesBelow(folder), ['file']);
  });

  it('replaces a file without changing who may read it', async (test) => {
    const file = path.join(temporaryFolder(test), 'file');
    await fs.writeFile(file, 'old');
    await fs.chmod(file, 0o640);
    await localStorage.replace(file, 'new');
    assert.equal((await fs.stat(file)).mode & 0o777, 0o640);
  });

  it('appends to a file, there or not', async (test) => {
    const file = path.join(temporaryFolder(test), 'file');
    await localStorage.append(file, 'a\n');
    await localStorage.append(file, 'b\n');
    assert.equal(await fs.readFile(file, 'utf8'), 'a\nb\n');
  });

  it('appends where the file system cannot, by writing the whole anew', async (test) => {
    const folder = temporaryFolder(test);
    const file = path.join(folder, 'file');
    const open = fs.open;
    test.mock.method(fs, 'open', (...given: Parameters<typeof open>) =>
      given[1] === 'a' ? Promise.reject(systemError('EOPNOTSUPP', 'open')) : open(...given),
    );
    await localStorage.append(file, 'a\n');
    await localStorage.append(file, 'b\n');
    assert.equal(await fs.readFile(file, 'utf8'), 'a\nb\n');
    assert.deepEqual(filesBelow(folder), ['file']);
  });

  it('throws where appending fails for another reason', async (test) => {
    const file = path.join(temporaryFolder(test), 'missing', 'file');
    await assert.rejects(localStorage.append(file, 'a'), { code: 'ENOENT' });
  });

  it('copies over what is there, as young as the copying, by any name', async (test) => {
    const folder = temporaryFolder(test);
    const from = path.join(folder, `it's [a] *?{${'x'.repeat(230)}}.bin`);
    const to = path.join(folder, `${'🎉'.repeat(60)}.bin`);
    await fs.writeFile(from, 'content');
    await fs.utimes(from, 1000, 1000);
    await fs.writeFile(to, 'something longer that was there');
    assert.deepEqual(await localStorage.copy(from, to, signal), { bytes: 7 });
    assert.equal(await fs.readFile(to, 'utf8'), 'content');
    assert.ok((await fs.stat(to)).mtimeMs > 1_000_000_000_000);
    assert.equal(filesBelow(folder).length, 2);
  });

  it('leaves nothing of a copy that fails or is aborted', async (test) => {
    const folder = temporaryFolder(test);
    const [from, to] = [path.join(folder, 'from'), path.join(folder, 'to')];
    await assert.rejects(localStorage.copy(from, to), { code: 'ENOENT' });
    await fs.writeFile(from, 'x');
    await assert.rejects(localStorage.copy(from, to, AbortSignal.abort()), { name: 'AbortError' });
    await fs.mkdir(to);
    for (const size of [1, 1_000_000]) {
      await fs.writeFile(from, Buffer.alloc(size));
      await assert.rejects(localStorage.copy(from, to), { code: 'EISDIR' });
      assert.deepEqual(filesBelow(folder), ['from']);
    }
  });

  it('makes and removes folders, there or not', async (test) => {
    const folder = path.join(temporaryFolder(test), 'a', 'b');
    await localStorage.makeDirectory(folder);
    await localStorage.makeDirectory(folder);
    await fs.writeFile(path.join(folder, 'file'), '');
    await localStorage.remove(path.dirname(folder));
    await localStorage.remove(path.dirname(folder));
    assert.equal(await localStorage.stat(folder), undefined);
  });
});
