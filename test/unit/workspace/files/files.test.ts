import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import {
  copyFile,
  isWorkspaceFile,
  kindOfFile,
  readFile,
  writeFile,
} from '../../../../src/workspace/files/files';
import { type FakeWorkspace, startFakeWorkspace } from '../../../support/fakeWorkspace/fakeWorkspace';

const NEVER = new AbortController().signal;
const NEW = { overwrite: false };
const OVER = { overwrite: true };

/** The same file in each place, by the names that a user may give it. */
const PLACES: readonly {
  readonly path: string;
  readonly also?: readonly string[];
  readonly folder: string;
  readonly stored: (workspace: FakeWorkspace) => Buffer | undefined;
}[] = [
  {
    path: '/Volumes/main/ops/conf/our config & more/50%.csv',
    also: ['dbfs:/Volumes/main/ops/conf/our config & more/50%.csv'],
    folder: '/Volumes/main/ops/conf/our config & more',
    stored: ({ volumes }) => volumes.files.get('/Volumes/main/ops/conf/our config & more/50%.csv'),
  },
  {
    path: 'dbfs:/FileStore/over watch/config.csv',
    also: ['/dbfs/FileStore/over watch/config.csv', 'dbfs:///FileStore//over watch/config.csv'],
    folder: 'dbfs:/FileStore/over watch',
    stored: ({ dbfs }) => dbfs.files.get('/FileStore/over watch/config.csv'),
  },
  {
    path: '/Workspace/Users/me@example.com/config.csv',
    folder: '/Workspace/Shared',
    stored: ({ objects }) => objects.objects.get('/Workspace/Users/me@example.com/config.csv')?.content,
  },
];

async function start(test: Parameters<typeof startFakeWorkspace>[0]) {
  const workspace = await startFakeWorkspace(test);
  workspace.volumes.volumes.add('/Volumes/main/ops/conf');
  workspace.objects.objects.set('/Workspace/Shared', { type: 'DIRECTORY', content: Buffer.alloc(0) });
  return workspace;
}

describe('files of a workspace', () => {
  for (const { path, also = [], folder, stored } of PLACES) {
    it(`are written and read byte for byte: ${path}`, async (test) => {
      const workspace = await start(test);
      const { rest } = workspace;
      assert.equal(await kindOfFile(rest, path, NEVER), undefined);
      await assert.rejects(readFile(rest, path, NEVER), { code: 'not-found' });
      const content = Buffer.concat([Buffer.from('\uFEFFname,ä\r\n"a",1\n'), randomBytes(256)]);
      await writeFile(rest, path, content, NEW, NEVER);
      assert.ok(stored(workspace)?.equals(content));
      for (const name of [path, ...also]) {
        assert.ok(isWorkspaceFile(name));
        assert.ok((await readFile(rest, name, NEVER)).equals(content), name);
        assert.equal(await kindOfFile(rest, name, NEVER), 'file');
      }
      assert.equal(await kindOfFile(rest, folder, NEVER), 'folder');
    });

    it(`are not overwritten but on demand: ${path}`, async (test) => {
      const workspace = await start(test);
      const { rest } = workspace;
      await writeFile(rest, path, Buffer.from('old'), NEW, NEVER);
      await assert.rejects(writeFile(rest, path, Buffer.from('new'), NEW, NEVER), { code: 'conflict' });
      assert.equal(stored(workspace)?.toString(), 'old');
      await writeFile(rest, path, Buffer.from('new'), OVER, NEVER);
      assert.equal(stored(workspace)?.toString(), 'new');
      await writeFile(rest, path, Buffer.alloc(0), OVER, NEVER);
      assert.equal(stored(workspace)?.length, 0);
    });
  }

  it('of any size go to DBFS in blocks, by handles of 64 bits', async (test) => {
    const { rest, dbfs, requests } = await start(test);
    const megabyte = 1024 * 1024;
    for (const size of [megabyte - 1, megabyte, megabyte + 1, 2 * megabyte]) {
      const content = randomBytes(size);
      await writeFile(rest, 'dbfs:/big', content, OVER, NEVER);
      assert.ok(dbfs.files.get('/big')?.equals(content));
    }
    assert.equal(dbfs.streams.size, 0);
    const handles = requests.filter(({ path }) => path.endsWith('/close')).map(({ body }) => body);
    assert.deepEqual(handles, ['{"handle":9007199254740995}', '{"handle":9007199254740997}']);
  });

  it('are copied from one place to another', async (test) => {
    const { rest, dbfs } = await start(test);
    await writeFile(rest, '/Volumes/main/ops/conf/a.csv', Buffer.from('a,b'), NEW, NEVER);
    await copyFile(rest, '/Volumes/main/ops/conf/a.csv', 'dbfs:/a.csv', NEVER);
    assert.equal(dbfs.files.get('/a.csv')?.toString(), 'a,b');
  });

  it('are not said to be written when they hold something else afterwards', async (test) => {
    const { rest, trouble } = await start(test);
    trouble(/^GET .*dbfs\/read/, { json: { bytes_read: 5, data: Buffer.from('other').toString('base64') } });
    await assert.rejects(writeFile(rest, 'dbfs:/a.csv', Buffer.from('mine'), OVER, NEVER), {
      code: 'verify-failed',
      message: 'dbfs:/a.csv does not hold what was written to it.',
    });
  });

  it('are written again after a lost connection only where that does no harm', async (test) => {
    const { rest, volumes, trouble } = await start(test);
    trouble(/^PUT/, 'drop');
    await writeFile(rest, '/Volumes/main/ops/conf/a', Buffer.from('x'), OVER, NEVER);
    assert.equal(volumes.files.size, 1);
    trouble(/^PUT/, 'drop');
    await assert.rejects(writeFile(rest, '/Volumes/main/ops/conf/b', Buffer.from('x'), NEW, NEVER), {
      code: 'unreachable',
      message: /Whether it took effect is not known/,
    });
  });

  it('elsewhere cannot be reached, nor paths that lead out of their place', async (test) => {
    const { rest } = await start(test);
    for (const path of [
      'abfss://c@a.dfs.core.windows.net/x',
      '/mnt/x',
      'x.csv',
      '/Volumes/a/b/c',
      '/Volumes',
      '/Workspace/',
    ]) {
      assert.equal(isWorkspaceFile(path), false, path);
      assert.throws(() => readFile(rest, path, NEVER), { code: 'usage' });
    }
    for (const path of ['/Volumes/a/b/c/../../../../../api/2.0/x', 'dbfs:/./x']) {
      assert.throws(() => readFile(rest, path, NEVER), { code: 'usage', message: /only dots/ });
    }
  });
});
