import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  newRestore,
  restoreTables,
  toRestoreChoice,
  withBackup,
  withState,
  withTables,
} from '../../../../src/vscode/pickers/restoreDraft';

const backup = { name: 'weekly', location: '/backups/weekly', folder: '/backups' };
const draft = { ...newRestore({ backup }), root: '/restored' };

test('a restore is of all tables as they stand unless something else is chosen', () => {
  assert.deepEqual(toRestoreChoice(draft), { from: '/backups/weekly', root: '/restored', checksum: false });
});

test('a run or an instant is restored, never both', () => {
  const ofRun = withState(draft, { run: 'r1' });
  assert.equal(toRestoreChoice(ofRun).run, 'r1');
  const ofInstant = withState(ofRun, { asOf: 5 });
  const { run, asOf } = toRestoreChoice(ofInstant);
  assert.deepEqual([run, asOf, ofInstant.asOf], [undefined, 5, 5]);
  assert.equal(withState(ofInstant, 'latest').asOf, undefined);
});

test('started from a run, it is the state of that run', () => {
  const started = { ...newRestore({ backup, run: 'r2' }), root: '/restored' };
  assert.equal(toRestoreChoice(started).run, 'r2');
});

test('only a choice of some tables names them', () => {
  const choices = restoreTables(draft, ['pipeline_report', 'job_gold', 'my_notes']);
  assert.deepEqual(
    choices.map(({ group, checked }) => [group, checked]),
    [
      ['report', true],
      ['gold', true],
      ['other', true],
    ],
  );
  const some = withTables(draft, choices, ['job_gold']);
  assert.deepEqual(toRestoreChoice(some).only, ['job_gold']);
  assert.deepEqual(
    restoreTables(some, ['pipeline_report', 'job_gold']).map(({ checked }) => checked),
    [false, true],
  );
  assert.equal(withTables(some, choices, ['pipeline_report', 'job_gold', 'my_notes']).only, undefined);
});

test('another backup starts anew, the same one keeps the answers', () => {
  const chosen = withState(draft, { run: 'r1' });
  assert.equal(withBackup(chosen, { ...backup }), chosen);
  assert.equal(withBackup(chosen, { ...backup, location: '/backups/other' }).state, 'latest');
});

test('a draft without a target is no choice', () => {
  assert.throws(() => toRestoreChoice(newRestore({ backup })), { code: 'internal' });
});
