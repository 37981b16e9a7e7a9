import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  bronzeTables,
  newBronzeDraft,
  toBronzeChoice,
  withBronzeDatabase,
  withBronzeTables,
} from '../../../../src/vscode/pickers/bronzeDraft';

const database = { name: 'overwatch', location: '/lake/overwatch', folder: '/lake' };
const draft = { ...newBronzeDraft(database), root: '/bronze' };

test('a bronze backup is a new copy of all bronze tables unless something else is chosen', () => {
  assert.deepEqual(toBronzeChoice(draft), {
    database: { name: 'overwatch', location: '/lake/overwatch' },
    prefix: '/bronze',
    overwrite: false,
    exclude: [],
    checksum: false,
  });
});

test('only bronze tables can be left out', () => {
  const choices = bronzeTables(draft, [
    'pipeline_report',
    'Audit_Log_Bronze',
    'jobs_snapshot_bronze',
    'job_gold',
  ]);
  assert.deepEqual(
    choices.map(({ name }) => name),
    ['Audit_Log_Bronze', 'jobs_snapshot_bronze'],
  );
  const left = withBronzeTables(draft, choices, ['jobs_snapshot_bronze']);
  assert.deepEqual(toBronzeChoice(left).exclude, ['Audit_Log_Bronze']);
  assert.deepEqual(
    bronzeTables(left, ['Audit_Log_Bronze', 'jobs_snapshot_bronze']).map(({ checked }) => checked),
    [false, true],
  );
});

test('another database starts anew, the same one keeps the answers', () => {
  const chosen = { ...draft, overwrite: true };
  assert.equal(withBronzeDatabase(chosen, { ...database }), chosen);
  assert.equal(withBronzeDatabase(chosen, { ...database, location: '/lake/other' }).overwrite, false);
});

test('a draft without a prefix is no choice', () => {
  assert.throws(() => toBronzeChoice(newBronzeDraft(database)), { code: 'internal' });
});
