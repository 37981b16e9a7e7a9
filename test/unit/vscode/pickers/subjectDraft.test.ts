import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generateNotebook } from '../../../../src/generate/generate';
import {
  type DraftOf,
  likelyName,
  nameOnDatabricks,
  newSubject,
  offeredProcesses,
  type SubjectDraft,
  sourceOf,
  subjectStepIds,
  toSubject,
  withDraft,
  withProcess,
} from '../../../../src/vscode/pickers/subjectDraft';

const WAREHOUSE = 'databricks://prod/0123456789abcdef?auth=profile';
const folderDatabase = { name: 'overwatch_etl', location: '/mnt/ow/global_share', folder: '/mnt' };
const catalogDatabase = { name: 'overwatch', location: '`main`.`overwatch`', folder: WAREHOUSE };
const pathDatabase = {
  name: 'share',
  location: 'abfss://ow@lake.dfs.core.windows.net/share',
  folder: WAREHOUSE,
};
const typedDatabase = { name: 'main.ow', location: 'main.ow', folder: undefined };
const backup = { name: 'first', location: '/backups/first', folder: '/backups' };

function changed<P extends keyof DraftOf>(subject: SubjectDraft, process: P, draft: Partial<DraftOf[P]>) {
  return withDraft(withProcess(subject, process), process, { ...subject.drafts[process], ...draft });
}

test('all processes are offered, but only those that read what was started from', () => {
  assert.deepEqual(offeredProcesses(undefined), ['snapshot', 'bronze-backup', 'restore', 'migrate']);
  assert.deepEqual(offeredProcesses({ database: folderDatabase }), ['snapshot', 'bronze-backup', 'migrate']);
  assert.deepEqual(offeredProcesses({ backup }), ['restore']);
  assert.deepEqual(offeredProcesses({ process: 'migrate', database: folderDatabase }), ['migrate']);
});

test('each process has the steps of its own wizard up to the plan', () => {
  const subject = newSubject(undefined);
  const steps = (process: keyof DraftOf, purpose: 'here' | 'databricks') =>
    subjectStepIds(withProcess(subject, process), purpose, undefined).join(' ');
  assert.equal(steps('snapshot', 'here'), 'process database type layers tables root');
  assert.equal(steps('snapshot', 'databricks'), 'process database type layers tables root');
  assert.equal(steps('bronze-backup', 'databricks'), 'process database overwrite tables root');
  assert.equal(steps('restore', 'here'), 'process backup state tables root');
  assert.equal(steps('restore', 'databricks'), 'process backup tables root');
  assert.equal(steps('migrate', 'databricks'), 'process database tables root config source');
});

test('what is given is not asked for', () => {
  assert.deepEqual(subjectStepIds(newSubject({ backup }), 'here', { backup }), ['state', 'tables', 'root']);
  const start = { process: 'snapshot', database: folderDatabase } as const;
  assert.deepEqual(subjectStepIds(newSubject(start), 'here', start), ['type', 'layers', 'tables', 'root']);
});

test('the losses and the name are asked for only where the source is to be dropped', () => {
  const dropped = changed(newSubject(undefined), 'migrate', { dropSource: true, notCovered: ['notes'] });
  assert.deepEqual(subjectStepIds(dropped, 'databricks', undefined).slice(-3), ['source', 'losses', 'name']);
});

test('only a source that does not tell it itself is asked what Databricks calls it', () => {
  const isAsked = (database: DraftOf['snapshot']['database'], purpose: 'here' | 'databricks') =>
    subjectStepIds(changed(newSubject(undefined), 'snapshot', { database }), purpose, undefined).includes(
      'naming',
    );
  assert.equal(isAsked(folderDatabase, 'databricks'), true);
  assert.equal(isAsked(pathDatabase, 'databricks'), true);
  assert.equal(isAsked(catalogDatabase, 'databricks'), false);
  assert.equal(isAsked(typedDatabase, 'databricks'), false);
  assert.equal(isAsked(folderDatabase, 'here'), false);
});

test('a source is called as it was typed, as its catalog calls it, or as the user said', () => {
  const named = (database: DraftOf['snapshot']['database']) =>
    nameOnDatabricks({
      ...changed(newSubject(undefined), 'snapshot', { database }),
      named: 'main.said',
    });
  assert.equal(named(typedDatabase), 'main.ow');
  assert.equal(named(catalogDatabase), 'main.overwatch');
  assert.equal(named(folderDatabase), 'main.said');
});

test('another source or process is asked anew what it is called', () => {
  const subject = { ...newSubject({ database: folderDatabase }), named: 'main.said' };
  assert.equal(changed(subject, 'snapshot', { root: '/new' }).named, 'main.said');
  assert.equal(changed(subject, 'snapshot', { database: pathDatabase }).named, undefined);
  assert.equal(withProcess(subject, 'migrate').named, undefined);
});

test('the likely name of a database is its own, that of a backup is its path where DBFS is mounted', () => {
  assert.equal(likelyName('snapshot', { ...folderDatabase, name: 'lake/overwatch_etl' }), 'overwatch_etl');
  assert.equal(likelyName('snapshot', { ...folderDatabase, name: 'my lake' }), '');
  assert.equal(likelyName('restore', backup), '');
  assert.equal(likelyName('restore', { ...backup, location: '/dbfs/backups/ow' }), 'dbfs:/backups/ow');
});

test('for this machine a subject has the parameters of the wizard', () => {
  const root = '/new';
  const database = { name: 'overwatch_etl', location: '/mnt/ow/global_share' };
  const start = newSubject({ database: folderDatabase });
  const snapshot = toSubject(changed(start, 'snapshot', { root, exclude: ['job_gold'] }), 'here');
  assert.deepEqual(snapshot, {
    process: 'snapshot',
    parameters: {
      database,
      root,
      type: 'full',
      layers: ['bronze', 'silver', 'gold'],
      exclude: ['job_gold'],
      include: [],
      checksum: false,
    },
  });
  const bronze = toSubject(changed(start, 'bronze-backup', { root }), 'here');
  assert.deepEqual(bronze.parameters, {
    database,
    prefix: root,
    root,
    overwrite: false,
    exclude: [],
    checksum: false,
  });
  const migrate = toSubject(changed(start, 'migrate', { root, config: '/conf.csv' }), 'here');
  assert.deepEqual(migrate.parameters, {
    database,
    root,
    exclude: [],
    include: [],
    config: { location: '/conf.csv' },
    dropSource: false,
    acceptLoss: [],
    checksum: false,
  });
  const run = { run: '20261123T032456Z-1a2b3c' };
  const restore = toSubject(changed(newSubject({ backup }), 'restore', { root, state: run }), 'here');
  assert.deepEqual(restore.parameters, {
    from: '/backups/first',
    database: { name: '', location: '' },
    root,
    checksum: false,
    ...run,
  });
});

test('for Databricks its database and its backup are called as Databricks does, and code can be generated of it', () => {
  const root = 's3://bucket/ow';
  const script = "\nif __name__ == '__main__':";
  const options = { dialect: 'no-jar', format: 'python', snippet: true, script } as const;
  const text = (subject: SubjectDraft) =>
    generateNotebook(toSubject({ ...subject, named: 'main.said' }, 'databricks'), options).text;
  const start = newSubject({ database: folderDatabase });
  assert.match(
    text(changed(start, 'snapshot', { root })),
    /'--database', 'main\.said', '--to', 's3:\/\/bucket\/ow'/,
  );
  const restored = { ...changed(newSubject({ backup }), 'restore', { root }), named: 'dbfs:/backups/first' };
  const restore = generateNotebook(toSubject(restored, 'databricks'), options).text;
  assert.match(restore, /'--from', 'dbfs:\/backups\/first', '--to', 's3:\/\/bucket\/ow'/);
  assert.equal(sourceOf(restored)?.location, '/backups/first');
});

test('nothing is made of a draft that lacks its name, its source or its target', () => {
  const root = '/new';
  const unnamed = changed(newSubject({ database: folderDatabase }), 'snapshot', { root });
  assert.throws(() => toSubject(unnamed, 'databricks'), { code: 'internal' });
  assert.throws(() => toSubject(newSubject({ database: folderDatabase }), 'here'), { code: 'internal' });
  assert.throws(() => toSubject(changed(newSubject(undefined), 'restore', { root }), 'here'), {
    code: 'internal',
  });
});
