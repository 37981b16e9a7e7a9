import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTags, tagsText } from '../../../../src/vscode/pickers/jobTags';

test('tags are read as they are shown', () => {
  const tags = { team: 'data', cost: 'a=b', empty: '' };
  assert.deepEqual(readTags(' team = data, cost=a=b,empty= ,'), tags);
  assert.deepEqual(readTags(tagsText(tags)), tags);
  assert.deepEqual(readTags(''), {});
});

test('what Databricks would not take is refused', () => {
  for (const text of ['team', 'a=1,a=2', '=x', 'a=ü', 'overwatch-backup=mine'])
    assert.throws(() => readTags(text), { code: 'usage' }, text);
});
