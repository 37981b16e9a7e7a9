import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import type { ForgetPlan } from '../../../src/backup/retention/forget';
import { cleanUpCounts, cleanUpPlaceOf, whyNotCleanUp } from '../../../src/vscode/cleanUpCounts';
import { folderDecision, forgetPlan } from './support/forgetPlan';

test('a dated copy is cleaned up with those beside it, a backup by itself', () => {
  const prefix = path.resolve('/bronze');
  assert.equal(cleanUpPlaceOf(path.join(prefix, '2026-11-23', '1795404000000')), prefix);
  assert.equal(cleanUpPlaceOf(path.join(prefix, 'weekly')), path.join(prefix, 'weekly'));
  assert.equal(cleanUpPlaceOf(path.join(prefix, '2026-11-23')), path.join(prefix, '2026-11-23'));
});

test('where folders cannot be removed, only a backup with tables that runs share can be cleaned up', () => {
  const warehouse = { cannot: { removeFolder: 'SQL removes no folders.' } };
  const dated = '/bronze/2026-11-23/1795404000000';
  assert.match(whyNotCleanUp(dated, warehouse)?.message ?? '', /SQL removes no folders\.$/);
  assert.equal(whyNotCleanUp('/backup', warehouse), undefined);
  assert.equal(whyNotCleanUp(dated, { cannot: {} }), undefined);
});

test('counts what goes, and what that frees as far as it is known', () => {
  const plan = forgetPlan({
    folders: [folderDecision('/b/2', true), folderDecision('/b/1', false)],
    tables: [
      { table: 'a', target: '/b/a', estimate: { files: 2, bytes: 70 } },
      { table: 'b', target: '/b/b', estimate: { error: { code: 'io', message: 'gone' } } },
    ],
  });
  assert.deepEqual(cleanUpCounts(plan), { copies: 2, going: 1, freedBytes: 70, hasWork: true });
});

test('there is work where a clean-up was interrupted, and none where everything stays', () => {
  const kept: Partial<ForgetPlan> = { folders: [folderDecision('/b/2', true)] };
  assert.equal(cleanUpCounts(forgetPlan(kept)).hasWork, false);
  assert.equal(cleanUpCounts(forgetPlan({ ...kept, unfinished: ['/b/.removing-1'] })).hasWork, true);
  const prunable = { table: 'a', target: '/b/a', estimate: { files: 1, bytes: 9 } };
  assert.equal(cleanUpCounts(forgetPlan({ ...kept, tables: [prunable] })).hasWork, true);
});
