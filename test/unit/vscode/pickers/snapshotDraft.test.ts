import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  newDraft,
  snapshotTables,
  stepsFor,
  toParameters,
  withChecked,
  withDatabase,
  withLayers,
} from '../../../../src/vscode/pickers/snapshotDraft';

const database = { name: 'overwatch_etl', location: '/mnt/ow/global_share', folder: '/mnt' };
const tables = ['pipeline_report', 'audit_log_bronze', 'job_gold', 'apieventdetails', 'notes'];

test('asks for the database only where none is given', () => {
  assert.deepEqual(stepsFor(undefined), ['database', 'type', 'layers', 'tables', 'root', 'review']);
  assert.deepEqual(stepsFor(database), ['type', 'layers', 'tables', 'root', 'review']);
});

test('offers the tables of the chosen layers checked, unknown ones unchecked, and never pipeline_report', () => {
  const choices = snapshotTables(withLayers(newDraft(database), ['gold']), tables);
  assert.deepEqual(choices, [
    { name: 'job_gold', group: 'gold', checked: true },
    { name: 'apieventdetails', group: 'report', checked: true },
    { name: 'notes', group: 'other', checked: false },
  ]);
});

test('what is unchecked is excluded, an unknown table that is checked is included, and both are remembered', () => {
  const draft = newDraft(database);
  const checked = withChecked(draft, snapshotTables(draft, tables), ['job_gold', 'apieventdetails', 'notes']);
  assert.deepEqual(checked.exclude, ['audit_log_bronze']);
  assert.deepEqual(checked.include, ['notes']);
  const again = snapshotTables(checked, tables).filter(({ checked: on }) => on);
  assert.deepEqual(
    again.map(({ name }) => name),
    ['job_gold', 'apieventdetails', 'notes'],
  );
});

test('an exclusion in a layer that is no longer chosen is forgotten', () => {
  const draft = { ...newDraft(database), exclude: ['audit_log_bronze', 'job_gold'] };
  assert.deepEqual(withLayers(draft, ['gold']).exclude, ['job_gold']);
});

test('another database starts anew, the same one does not', () => {
  const draft = { ...newDraft(database), exclude: ['job_gold'], checksum: true };
  assert.equal(withDatabase(draft, database), draft);
  const other = { ...database, location: '/mnt/other' };
  assert.deepEqual(withDatabase(draft, other), newDraft(other));
});

test('parameters need the database and the root', () => {
  const draft = newDraft(database);
  assert.throws(() => toParameters(draft), { code: 'internal' });
  assert.deepEqual(toParameters({ ...draft, root: '/backups' }), {
    database: { name: 'overwatch_etl', location: '/mnt/ow/global_share' },
    root: '/backups',
    type: 'full',
    layers: ['bronze', 'silver', 'gold'],
    exclude: [],
    include: [],
    checksum: false,
  });
});
