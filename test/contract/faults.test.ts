/** What can go wrong with disks, files and other writers while a table is cloned: it fails by name, leaves nothing half, and can be run again. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { asFault, Fault, type FaultCode } from '../../src/base/fault';
import type { AddFile } from '../../src/delta/actions';
import { localStorage } from '../../src/storage/local';
import { beginning, commit, contentsOf, opaqueFile, removeOf } from '../support/deltaTable';
import { type Call, faultyStorage, systemError, type Trouble } from '../support/faultyStorage';
import { clone, folderLakehouse, verify } from '../support/folderLakehouse';
import { filesBelow, temporaryFolder, treeHash } from '../support/temporary';

interface Stage {
  readonly folder: string;
  readonly source: string;
  readonly target: string;
  readonly adds: readonly AddFile[];
}

/** A source of one version with a file for each text. */
async function stage(test: TestContext, texts: readonly string[] = ['one', 'two', 'three']): Promise<Stage> {
  const folder = temporaryFolder(test);
  const [source, target] = [path.join(folder, 'source'), path.join(folder, 'target')];
  const adds = texts.map((text, index) => opaqueFile(source, `${index}.parquet`, text));
  await commit(source, [...beginning('source'), ...adds.map((add) => ({ add }))]);
  return { folder, source, target, adds };
}

function isFault(code: FaultCode, ...words: string[]) {
  return (error: unknown) => {
    assert.ok(error instanceof Fault, String(error));
    assert.equal(error.code, code, error.message);
    for (const word of words) assert.ok(error.message.includes(word), `${error.message} should name ${word}`);
    return true;
  };
}

/** No version, and no file that a reader of tables would look at twice. */
async function assertNoTable(target: string): Promise<void> {
  await assert.rejects(contentsOf(target), isFault('not-delta'));
  assert.deepEqual(
    filesBelow(target).filter((file) => file.endsWith('.tmp')),
    [],
  );
}

async function assertRightAfterRetry({ source, target }: Stage): Promise<void> {
  await clone({ source, sourceVersion: 0, target });
  await verify({ source, sourceVersion: 0, target });
  assert.deepEqual(await contentsOf(target), await contentsOf(source));
}

/** Trouble at the copy of one file. */
function atCopyOf(name: string, trouble: Trouble): (call: Call) => Trouble | undefined {
  return (call) => (call.method === 'copy' && path.basename(call.path) === name ? trouble : undefined);
}

describe('faults of the file system', () => {
  const cases: readonly { errno: string; code: FaultCode }[] = [
    { errno: 'ENOSPC', code: 'no-space' },
    { errno: 'EDQUOT', code: 'no-space' },
    { errno: 'EACCES', code: 'no-permission' },
    { errno: 'EROFS', code: 'no-permission' },
    { errno: 'EIO', code: 'io' },
  ];
  for (const { errno, code } of cases) {
    for (const method of ['copy', 'createExclusive', 'makeDirectory', 'replace'] as const) {
      it(`${errno} in ${method} is told as ${code}, and a second run completes`, async (test) => {
        const staged = await stage(test);
        const { source, target } = staged;
        const before = treeHash(source);
        const faulty = faultyStorage(localStorage, (call) =>
          call.method === method ? { kind: 'fail', error: systemError(errno) } : undefined,
        );
        const request = { source, sourceVersion: 0, target };
        await assert.rejects(folderClone(request, faulty.storage), isFault(code, errno));
        if (method === 'copy' || method === 'createExclusive') await assertNoTable(target);
        await assertRightAfterRetry(staged);
        assert.equal(treeHash(source), before);
      });
    }
  }

  it('a disk that is really full', async (test) => {
    const staged = await stage(test, ['small', 'x'.repeat(3_000_000)]);
    const { source } = staged;
    const disk = smallDisk(test, '2m');
    if (disk === undefined) return;
    const target = path.join(disk, 'target');
    await assert.rejects(folderClone({ source, sourceVersion: 0, target }), isFault('no-space', '1.parquet'));
    await assertNoTable(target);
    const whole = filesBelow(target).filter((file) => file.endsWith('.parquet')).length;
    execFileSync('mount', ['-o', 'remount,size=8m', disk]);
    const second = await clone({ source, sourceVersion: 0, target });
    assert.equal(second.metrics.numCopiedFiles, 2 - whole);
    await verify({ source, sourceVersion: 0, target });
  });

  it('a report on a disk that is really full', async (test) => {
    const disk = smallDisk(test, '1m');
    if (disk === undefined) return;
    writeFileSync(path.join(disk, 'ballast'), Buffer.alloc(1_040_000));
    const lakehouse = folderLakehouse();
    const batch = {
      columns: [{ name: 'text', type: 'string' }],
      rows: [{ text: randomBytes(60_000).toString('base64') }],
    };
    const report = path.join(disk, 'report');
    await assert.rejects(
      lakehouse.appendReport(report, batch, new AbortController().signal),
      isFault('no-space'),
    );
    rmSync(path.join(disk, 'ballast'));
    await lakehouse.appendReport(report, batch, new AbortController().signal);
    assert.deepEqual(await lakehouse.readReport(report, new AbortController().signal), batch.rows);
  });
});

/** A small disk of its own; undefined, and the test skipped, without the right to mount one. */
function smallDisk(test: TestContext, size: string): string | undefined {
  const disk = mkdtempSync(path.join(tmpdir(), 'overwatch-backup-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', disk], { stdio: 'ignore' });
  } catch (error) {
    rmSync(disk, { recursive: true });
    test.skip(`no disk can be mounted here: ${String(error)}`);
    return undefined;
  }
  test.after(() => {
    execFileSync('umount', ['-l', disk]);
    rmSync(disk, { recursive: true });
  });
  return disk;
}

/** What a run sees: every error as a fault. */
function folderClone(...args: Parameters<typeof clone>): ReturnType<typeof clone> {
  return clone(...args).catch((error: unknown) => {
    throw asFault(error, 'Table t');
  });
}

describe('faults of the source', () => {
  it('a file that vanishes before it is copied is named', async (test) => {
    const { source, target } = await stage(test);
    const vanish = () => rmSync(path.join(source, '1.parquet'));
    const faulty = faultyStorage(localStorage, atCopyOf('1.parquet', { kind: 'meanwhile', work: vanish }));
    await assert.rejects(
      clone({ source, sourceVersion: 0, target }, faulty.storage),
      isFault('damaged', path.join(source, '1.parquet'), 'missing'),
    );
    await assertNoTable(target);
  });

  it('a source that is vacuumed underneath fails, and its newest version can be cloned', async (test) => {
    const { source, target, adds } = await stage(test);
    const [gone] = adds;
    assert.ok(gone !== undefined);
    const vacuum = async () => {
      await commit(source, [removeOf(gone), { add: opaqueFile(source, 'new.parquet', 'new') }]);
      rmSync(path.join(source, gone.path));
    };
    const faulty = faultyStorage(localStorage, atCopyOf(gone.path, { kind: 'meanwhile', work: vacuum }));
    await assert.rejects(
      clone({ source, sourceVersion: 0, target }, faulty.storage),
      isFault('damaged', gone.path),
    );
    await assertNoTable(target);
    await clone({ source, sourceVersion: 1, target });
    await verify({ source, sourceVersion: 1, target });
  });

  for (const [what, change] of [
    ['grows', (file: string) => appendFileSync(file, 'more')],
    ['shrinks', (file: string) => truncateSync(file, 1)],
    ['is emptied', (file: string) => truncateSync(file, 0)],
  ] as const) {
    it(`a file that ${what} is not taken over`, async (test) => {
      const { source, target } = await stage(test);
      const faulty = faultyStorage(
        localStorage,
        atCopyOf('2.parquet', { kind: 'meanwhile', work: () => change(path.join(source, '2.parquet')) }),
      );
      await assert.rejects(
        clone({ source, sourceVersion: 0, target }, faulty.storage),
        isFault('damaged', '2.parquet', 'bytes instead of'),
      );
      await assertNoTable(target);
      assert.ok(!filesBelow(target).includes('2.parquet'));
    });
  }

  it('an older version of the target stays when a later clone fails', async (test) => {
    const { source, target } = await stage(test);
    await clone({ source, sourceVersion: 0, target });
    const old = await contentsOf(target);
    await commit(source, [{ add: opaqueFile(source, 'new.parquet', 'new') }]);
    rmSync(path.join(source, 'new.parquet'));
    await assert.rejects(clone({ source, sourceVersion: 1, target }), isFault('damaged', 'new.parquet'));
    assert.deepEqual(await contentsOf(target), old);
  });
});

describe('other writers', () => {
  it('one of two clones wins, the other is told of the conflict, and the target is right', async (test) => {
    const { source, target } = await stage(test);
    const request = { source, sourceVersion: 0, target };
    const faulty = faultyStorage(localStorage, ({ method }) =>
      method === 'createExclusive' ? { kind: 'meanwhile', work: () => clone(request) } : undefined,
    );
    await assert.rejects(clone(request, faulty.storage), isFault('conflict', 'version 0', target));
    await verify(request);
    assert.deepEqual(await contentsOf(target), await contentsOf(source));
  });

  it('clones that race freely leave a target that is right, each a winner or a conflict', async (test) => {
    const { source, target } = await stage(test);
    const request = { source, sourceVersion: 0, target };
    const results = await Promise.allSettled(Array.from({ length: 6 }, () => clone(request)));
    assert.ok(results.some(({ status }) => status === 'fulfilled'));
    for (const result of results) if (result.status === 'rejected') isFault('conflict')(result.reason);
    await verify(request);
    const done = results.flatMap((result) =>
      result.status === 'fulfilled' ? result.value.targetVersion : [],
    );
    assert.equal(new Set(done).size, done.length, 'no version was committed twice');
    for (const version of done) assert.deepEqual(await contentsOf(target, version), await contentsOf(source));
  });

  it('another writer in the target between clone and verification is noticed', async (test) => {
    const { source, target } = await stage(test);
    await clone({ source, sourceVersion: 0, target });
    await commit(target, [{ add: opaqueFile(target, 'foreign.parquet', 'foreign') }]);
    await assert.rejects(
      verify({ source, sourceVersion: 0, target }),
      isFault('verify-failed', 'newest version'),
    );
    const healed = await clone({ source, sourceVersion: 0, target });
    assert.equal(healed.targetVersion, 2);
    assert.equal(healed.metrics.numRemovedFiles, 1);
    await verify({ source, sourceVersion: 0, target });
  });

  it('a commit whose answer is lost stands, and its report keeps its rows', async (test) => {
    const report = path.join(temporaryFolder(test), 'report');
    const lost = faultyStorage(localStorage, ({ method }) =>
      method === 'createExclusive' ? { kind: 'fail', after: true, error: systemError('EIO') } : undefined,
    );
    const { signal } = new AbortController();
    const batch = { columns: [{ name: 'text', type: 'string' }], rows: [{ text: 'kept' }] };
    await assert.rejects(folderLakehouse(lost.storage).appendReport(report, batch, signal), { code: 'EIO' });
    assert.deepEqual(await folderLakehouse().readReport(report, signal), batch.rows);
  });
});

describe('cancelling', () => {
  it('ends within a second in the middle of a large file, leaves nothing of it, and a second run completes', async (test) => {
    const { source, target } = await stage(test);
    const large = path.join(source, 'large.parquet');
    writeFileSync(large, '');
    truncateSync(large, 1_500_000_000);
    const { size, mtimeMs } = statSync(large);
    const add: AddFile = {
      ...opaqueFile(source, 'small.parquet', ''),
      path: 'large.parquet',
      size,
      modificationTime: Math.floor(mtimeMs),
    };
    await commit(source, [{ add }]);
    const controller = new AbortController();
    const running = folderLakehouse().clone(
      { source, sourceVersion: 1, target },
      () => undefined,
      controller.signal,
    );
    while (!filesBelow(target).some((file) => file.includes('large'))) await new Promise(setImmediate);
    const aborted = Date.now();
    controller.abort();
    await assert.rejects(running, { name: 'AbortError' });
    assert.ok(Date.now() - aborted < 1000, `took ${Date.now() - aborted} ms`);
    await assertNoTable(target);
    assert.ok(!filesBelow(target).includes('large.parquet'));
    truncateSync(large, 10_000_000);
    await commit(source, [{ add: { ...add, size: 10_000_000 } }]);
    await clone({ source, sourceVersion: 2, target });
    await verify({ source, sourceVersion: 2, target });
  });

  it('ends although a copy hangs', async (test) => {
    const { source, target } = await stage(test);
    const controller = new AbortController();
    const faulty = faultyStorage(localStorage, atCopyOf('1.parquet', { kind: 'hang' }));
    setTimeout(() => controller.abort(), 50);
    await assert.rejects(
      folderLakehouse(faulty.storage).clone(
        { source, sourceVersion: 0, target },
        () => undefined,
        controller.signal,
      ),
      { name: 'AbortError' },
    );
    await assertNoTable(target);
  });

  it('before the commit leaves no table; a later run copies nothing again', async (test) => {
    const { source, target } = await stage(test);
    const controller = new AbortController();
    const lakehouse = folderLakehouse();
    await assert.rejects(
      lakehouse.clone(
        { source, sourceVersion: 0, target },
        (progress) => {
          if (progress.phase === 'copying' && progress.copiedFiles === progress.totalFiles)
            controller.abort();
        },
        controller.signal,
      ),
      { name: 'AbortError' },
    );
    await assertNoTable(target);
    const second = await clone({ source, sourceVersion: 0, target });
    assert.equal(second.metrics.numCopiedFiles, 0);
    await verify({ source, sourceVersion: 0, target });
  });
});
