import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  lossesOf,
  type MigrateDraft,
  migrateStepIds,
  newMigrateDraft,
  toMigrationChoice,
  withDrop,
  withMigrateDatabase,
  withMigrateTables,
} from '../../../../src/vscode/pickers/migrateDraft';
import { tableChoices } from '../../../../src/vscode/pickers/tableDraft';

const database = { name: 'overwatch_etl', location: '/mnt/ow/global_share', folder: '/mnt' };
const TABLES = ['pipeline_report', 'audit_log_bronze', 'job_gold', 'notes'];
const draft = { ...newMigrateDraft(database), root: '/new', config: '/conf.csv' };

function check(from: MigrateDraft, ...names: string[]) {
  return withMigrateTables(from, tableChoices(from, TABLES), names);
}

test('all that Overwatch writes is moved, and the source stays', () => {
  assert.deepEqual(toMigrationChoice(check(draft, 'audit_log_bronze', 'job_gold')), {
    database: { name: 'overwatch_etl', location: '/mnt/ow/global_share' },
    root: '/new',
    exclude: [],
    include: [],
    config: { location: '/conf.csv' },
    acceptLoss: [],
    jobsStopped: false,
    checksum: false,
  });
});

test('jobs that were paused for it are part of the plan', () => {
  const pausedJobs = [{ id: '1', name: 'nightly' }];
  assert.deepEqual(toMigrationChoice({ ...draft, pausedJobs }).pausedJobs, pausedJobs);
  assert.deepEqual(
    withMigrateDatabase({ ...draft, pausedJobs }, { ...database, location: '/b' }).pausedJobs,
    [],
  );
});

test('a table that is excluded or unknown is not covered; one that is taken in is', () => {
  assert.deepEqual(check(draft, 'audit_log_bronze').notCovered, ['job_gold', 'notes']);
  assert.deepEqual(check(draft, 'audit_log_bronze', 'job_gold', 'notes').notCovered, []);
});

test('who chooses other tables accepts losses anew', () => {
  const accepted = { ...check(draft, 'audit_log_bronze'), acceptLoss: ['job_gold', 'notes'] };
  assert.deepEqual(check({ ...draft, ...accepted }, 'audit_log_bronze').acceptLoss, ['job_gold', 'notes']);
  assert.deepEqual(check({ ...draft, ...accepted }, 'job_gold').acceptLoss, []);
});

test('losses and the name are asked for only where the source is to be dropped', () => {
  const steps = ['tables', 'root', 'config', 'source', 'checklist', 'review'];
  assert.deepEqual(migrateStepIds(check(draft, 'job_gold'), true), steps);
  assert.deepEqual(migrateStepIds(draft, false), ['database', ...steps]);
  const drop = { ...draft, dropSource: true };
  assert.deepEqual(migrateStepIds(check(drop, 'audit_log_bronze', 'job_gold', 'notes'), true), [
    ...steps,
    'name',
  ]);
  assert.deepEqual(migrateStepIds(check(drop, 'job_gold'), true).slice(3), [
    'source',
    'losses',
    'checklist',
    'review',
    'name',
  ]);
});

test('what else lies in the database is lost with it, and accepted anew where it is another', () => {
  const covered = check(draft, 'audit_log_bronze', 'job_gold', 'notes');
  const dropped = withDrop(covered, true, ['a_view', 'clean()']);
  assert.ok(migrateStepIds(dropped, true).includes('losses'));
  assert.deepEqual(lossesOf({ notCovered: ['notes', 'csv'], alsoDropped: ['csv', 'a_view'] }), [
    'notes',
    'csv',
    'a_view',
  ]);
  const accepted = { ...dropped, acceptLoss: ['a_view', 'clean()'] };
  assert.deepEqual(withDrop(accepted, true, ['a_view', 'clean()']).acceptLoss, ['a_view', 'clean()']);
  assert.deepEqual(withDrop(accepted, true, ['a_view']).acceptLoss, []);
  assert.ok(!migrateStepIds(withDrop(accepted, false, []), true).includes('losses'));
});

test('losses that were accepted mean nothing where the source is kept after all', () => {
  const dropped = {
    ...check(draft, 'job_gold'),
    dropSource: true,
    acceptLoss: ['audit_log_bronze', 'notes'],
  };
  assert.deepEqual(toMigrationChoice(dropped).acceptLoss, ['audit_log_bronze', 'notes']);
  assert.equal(toMigrationChoice(dropped).dropSource, 'overwatch_etl');
  const kept = toMigrationChoice({ ...dropped, dropSource: false });
  assert.deepEqual([kept.acceptLoss, kept.dropSource], [[], undefined]);
});

test('another database starts anew, the same one does not', () => {
  assert.equal(withMigrateDatabase(draft, database), draft);
  const other = { ...database, location: '/mnt/other' };
  assert.deepEqual(withMigrateDatabase(draft, other), newMigrateDraft(other));
});

test('a plan needs the database, the root and the config', () => {
  assert.throws(() => toMigrationChoice({ ...draft, config: undefined }), { code: 'internal' });
});
