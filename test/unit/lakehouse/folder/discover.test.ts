import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { backupAt, discover } from '../../../../src/lakehouse/folder/discover';
import { openFolderLakehouse } from '../../../../src/lakehouse/folder/index';
import { localStorage } from '../../../../src/storage/local';
import type { Storage } from '../../../../src/storage/storage';
import { faultyStorage, systemError } from '../../../support/faultyStorage';
import { temporaryFolder } from '../../../support/temporary';

const { signal } = new AbortController();

/** Makes a folder with tables in it: listing looks at no more than their log folders. */
function tables(folder: string, ...names: string[]): string {
  for (const name of names) mkdirSync(path.join(folder, name, '_delta_log'), { recursive: true });
  return folder;
}

async function found(roots: readonly string[], storage: Storage = localStorage): Promise<string[]> {
  const entries = await discover(storage, roots, signal);
  return entries.map((entry) =>
    entry.kind === 'unreachable' ? `unreachable ${entry.error.code}` : `${entry.kind} ${entry.name}`,
  );
}

describe('discover', () => {
  it('finds databases and backups at any sensible depth, named by the nearest telling folder', async (test) => {
    const root = temporaryFolder(test);
    tables(path.join(root, 'prod', 'global_share'), 'pipeline_report', 'cluster_gold');
    tables(path.join(root, 'warehouse', 'overwatch_etl.db'), 'Pipeline_Report');
    tables(path.join(root, 'a/b/c/d/e/deep'), 'pipeline_report');
    tables(path.join(root, 'backups', 'weekly', 'data'), 'pipeline_report');
    tables(path.join(root, 'backups', 'weekly'), 'clone_report');
    tables(path.join(root, 'backups', 'begun', 'data'), 'pipeline_report');
    mkdirSync(path.join(root, 'backups', 'begun', '.overwatch-backup'));
    tables(path.join(root, 'other', 'lake'), 'sales');
    assert.deepEqual(await found([root]), [
      'backup begun',
      'database deep',
      'database overwatch_etl',
      'database prod',
      'backup weekly',
    ]);
    const entries = await discover(localStorage, [root], signal);
    const weekly = entries.find((entry) => entry.kind === 'backup' && entry.name === 'weekly');
    assert.equal(weekly?.location, path.join(root, 'backups', 'weekly'));
  });

  it('goes into neither tables, partitions, hidden folders nor dependencies, nor deeper than is sensible', async (test) => {
    const root = temporaryFolder(test);
    const inner = ['sales/inner', '.hidden', '_tmp', 'p=1', 'node_modules', 'a/b/c/d/e/f/g/h/i'];
    tables(root, 'sales');
    for (const folder of inner) tables(path.join(root, folder), 'pipeline_report');
    assert.deepEqual(await found([root]), []);
  });

  it('takes the root itself, however it is spelled, and each place once', async (test) => {
    const root = tables(path.join(temporaryFolder(test), 'lake'), 'pipeline_report');
    assert.deepEqual(await found([`${root}/`]), ['database lake']);
    const roots = [root, path.dirname(root), `${root}/../lake`];
    assert.deepEqual(await found(roots), ['database lake']);
  });

  it('follows links, but not in circles, and knows one place by all its names', async (test) => {
    const root = temporaryFolder(test);
    tables(path.join(root, 'real', 'overwatch'), 'pipeline_report');
    symlinkSync(path.join(root, 'real'), path.join(root, 'alias'));
    symlinkSync('self', path.join(root, 'self'));
    symlinkSync('nowhere', path.join(root, 'dangling'));
    for (let link = 0; link < 20; link += 1) symlinkSync(root, path.join(root, `loop-${link}`));
    let lists = 0;
    const counting = faultyStorage(localStorage, ({ method }) => {
      if (method === 'list') lists += 1;
      return undefined;
    });
    assert.deepEqual(await found([root], counting.storage), ['database overwatch']);
    assert.ok(lists < 60, `${lists} folders were listed`);
    const outside = path.join(temporaryFolder(test), 'linked');
    symlinkSync(path.join(root, 'real'), outside);
    assert.deepEqual(await found([outside]), ['database overwatch']);
  });

  it('knows a place by its own path, however short the links to it are', async (test) => {
    const root = temporaryFolder(test);
    const place = tables(path.join(root, 'z', 'prod', 'global_share'), 'pipeline_report');
    symlinkSync(place, path.join(root, 'a-link'));
    const entries = await discover(localStorage, [root], signal);
    assert.deepEqual(
      entries.map(({ kind, location }) => ({ kind, location })),
      [{ kind: 'database', location: place }],
    );
  });

  it('knows a backup that has no pipeline_report yet, but no folder that merely looks like one', async (test) => {
    const root = temporaryFolder(test);
    tables(path.join(root, 'killed', 'data'), 'job_gold');
    mkdirSync(path.join(root, 'killed', '.overwatch-backup'));
    tables(path.join(root, 'partly', 'data'), 'job_gold');
    tables(path.join(root, 'partly'), 'clone_report');
    tables(path.join(root, 'sales', 'data'), 'job_gold');
    assert.deepEqual(await found([root]), ['backup killed', 'backup partly']);
  });

  it('says of a file that it is one', async (test) => {
    const file = path.join(temporaryFolder(test), 'notes.txt');
    writeFileSync(file, '');
    const [entry] = await discover(localStorage, [file], signal);
    assert.match(entry?.kind === 'unreachable' ? entry.error.message : '', /notes\.txt is a file/);
  });

  it('tells roots that cannot be read, and passes over folders below that may not be', async (test) => {
    const root = temporaryFolder(test);
    tables(path.join(root, 'good'), 'pipeline_report');
    mkdirSync(path.join(root, 'locked'));
    const refusing = (place: string) =>
      faultyStorage(localStorage, (call) =>
        call.method === 'list' && call.path === place
          ? { kind: 'fail', error: systemError('EACCES', 'scandir') }
          : undefined,
      ).storage;
    assert.deepEqual(await found([root], refusing(path.join(root, 'locked'))), ['database good']);
    assert.deepEqual(await found([`${root}/`], refusing(root)), ['unreachable no-permission']);
    assert.deepEqual(await found([path.join(root, 'nowhere'), root]), [
      'database good',
      'unreachable not-found',
    ]);
  });

  it('takes a table that may not be looked into for one, so that the others can be listed', async (test) => {
    const root = tables(path.join(temporaryFolder(test), 'lake'), 'pipeline_report', 'locked', 'job_gold');
    const { storage } = faultyStorage(localStorage, (call) =>
      call.method === 'stat' && call.path.includes('locked')
        ? { kind: 'fail', error: systemError('EACCES', 'stat') }
        : undefined,
    );
    const listed = await openFolderLakehouse({ roots: [root], storage }).tables(root, signal);
    assert.deepEqual(
      listed.map(({ name }) => name),
      ['job_gold', 'locked', 'pipeline_report'],
    );
  });

  it('gives places of one name names of their own', async (test) => {
    const root = temporaryFolder(test);
    for (const region of ['east', 'west']) tables(path.join(root, region, 'overwatch'), 'pipeline_report');
    assert.deepEqual(await found([root]), ['database east/overwatch', 'database west/overwatch']);
  });

  it('ends when it is cancelled', async (test) => {
    await assert.rejects(discover(localStorage, [temporaryFolder(test)], AbortSignal.abort()), {
      name: 'AbortError',
    });
  });
});

describe('backupAt', () => {
  it('knows a backup by its root, its data, and links to either', async (test) => {
    const root = path.join(temporaryFolder(test), 'weekly');
    tables(path.join(root, 'data'), 'job_gold');
    tables(root, 'clone_report');
    symlinkSync(path.join(root, 'data'), path.join(root, '..', 'link'));
    const backup = { kind: 'backup', name: 'weekly', location: root } as const;
    for (const place of ['.', 'data', '../link', '../weekly/data/'])
      assert.deepEqual(await backupAt(localStorage, path.join(root, place)), backup, place);
  });

  it('takes nothing else for one', async (test) => {
    const folder = temporaryFolder(test);
    tables(path.join(folder, 'data'), 'pipeline_report');
    tables(path.join(folder, 'migrated', 'global_share'), 'pipeline_report');
    tables(path.join(folder, 'migrated'), 'clone_report');
    for (const place of ['.', 'data', 'data/pipeline_report', 'migrated', 'migrated/global_share', 'none'])
      assert.equal(await backupAt(localStorage, path.join(folder, place)), undefined, place);
  });
});
