import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folderOf, isOfBackup } from '../../../../src/backup/report/copyFolder';

test('a path tells by its folder whether it is a copy of a backup', () => {
  assert.equal(folderOf({ target: '/b/data/jobs' }), 'data');
  assert.ok(isOfBackup({ target: '/b/data/jobs', process: 'migrate' }));
  assert.ok(isOfBackup({ target: 'C:\\b\\data\\jobs' }));
  assert.ok(!isOfBackup({ target: '/b/global_share/jobs', process: 'snapshot' }));
});

test('of a name, the process tells', () => {
  const target = '`main`.`kept`.`jobs`';
  assert.equal(folderOf({ target }), undefined);
  assert.ok(isOfBackup({ target, process: 'snapshot' }));
  assert.ok(isOfBackup({ target, process: undefined }));
  assert.ok(!isOfBackup({ target, process: 'restore' }));
  assert.ok(!isOfBackup({ target, process: 'migrate' }));
});
