import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareWithSource, type SchemaChoice } from '../../../../src/backup/verify/sourceSchema';
import { fakeLakehouse, fakeTable } from '../../support/fakeLakehouse';

const { signal } = new AbortController();
const COPY = '/backup/data/job_gold';

const lakehouse = fakeLakehouse({
  tables: {
    '/lake/job_gold': { ...fakeTable('source'), columns: ['a', 'b'] },
    '/moved/job_gold': { ...fakeTable('moved'), columns: ['a'] },
    [COPY]: {
      ...fakeTable('copy'),
      columns: ['a'],
      clonedFrom: { location: '/lake/job_gold', tableId: 'source' },
    },
    '/backup/data/lost_gold': {
      ...fakeTable('lost'),
      clonedFrom: { location: '/lake/lost_gold', tableId: 'x' },
    },
    '/backup/data/plain': fakeTable('plain'),
  },
});

async function compared(location: string, more: Partial<SchemaChoice> = {}) {
  const copy = await lakehouse.detail(location, 'latest', signal);
  const { source } = await compareWithSource({ table: 'job_gold', copy, ...more }, lakehouse, signal);
  return 'error' in source
    ? [source.location, source.error.code]
    : [source.location, ...source.rows.map(({ path, changes }) => `${path} ${changes.join()}`)];
}

test('a copy is compared with what its log names, unless another source is given', async () => {
  assert.deepEqual(await compared(COPY), ['/lake/job_gold', 'a ', 'b added']);
  assert.deepEqual(await compared(COPY, { otherwise: '/moved/job_gold' }), [
    '/lake/job_gold',
    'a ',
    'b added',
  ]);
  assert.deepEqual(await compared(COPY, { source: '/moved/job_gold' }), ['/moved/job_gold', 'a ']);
});

test('a source that is gone is said, and where it was', async () => {
  assert.deepEqual(await compared('/backup/data/lost_gold'), ['/lake/lost_gold', 'not-found']);
});

test('a table that no log calls a copy is compared with what else is known, or refused', async () => {
  assert.deepEqual(
    (await compared('/backup/data/plain', { otherwise: '/lake/job_gold' }))[0],
    '/lake/job_gold',
  );
  await assert.rejects(compared('/backup/data/plain'), { code: 'not-found', message: /does not say/ });
});
