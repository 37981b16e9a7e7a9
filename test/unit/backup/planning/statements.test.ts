import assert from 'node:assert/strict';
import { test } from 'node:test';
import { incrementalStatement } from '../../../../src/backup/planning/statements';

const REQUEST = { source: '/lake/o`w/t', sourceVersion: 7, target: '/b/data/t' };
const NEWS =
  'SELECT * FROM delta.`/lake/o``w/t` VERSION AS OF 7 EXCEPT ALL SELECT * FROM delta.`/lake/o``w/t` VERSION AS OF 5';

test('new rows are added where the table is only appended to', () =>
  assert.equal(
    incrementalStatement(REQUEST, 5, { mode: 'append' }),
    `INSERT INTO delta.\`/b/data/t\` ${NEWS}`,
  ));

test('new rows take the place of those with the same keys, of which null equals null', () =>
  assert.equal(
    incrementalStatement(REQUEST, 5, { mode: 'merge', keys: ['id', 'o`d'] }),
    `MERGE INTO delta.\`/b/data/t\` t USING (${NEWS}) s ON t.\`id\` <=> s.\`id\` AND t.\`o\`\`d\` <=> s.\`o\`\`d\` ` +
      'WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *',
  ));

test('without a new version nothing would run', () =>
  assert.match(incrementalStatement(REQUEST, 7, { mode: 'append' }), /^-- /));
