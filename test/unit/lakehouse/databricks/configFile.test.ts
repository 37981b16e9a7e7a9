/** A deployment config that is a file of the workspace, edited as a migration over SQL does it: not a byte changes but the prefix. */

import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { editConfig, planConfig } from '../../../../src/backup/migration/config';
import { workspaceFiles } from '../../../../src/lakehouse/databricks/connect';
import { openDatabricksLakehouse } from '../../../../src/lakehouse/databricks/index';
import { type FakeWorkspace, startFakeWorkspace } from '../../../support/fakeWorkspace/fakeWorkspace';
import { NOT_DELTA, scriptedSql } from './scriptedSql';

const { signal } = new AbortController();
const RUN = '20261123T032456Z-1a2b3c';

/** A byte-order mark, both kinds of line ends, quotes, letters beyond ASCII, and more than the megabyte that DBFS takes at a time. */
const TEXT = [
  '\uFEFFworkspace_name,storage_prefix,etl_database_name\r\n',
  '"Über, ""alles""", "dbfs:/old" ,ow\n',
  ...Array.from({ length: 60_000 }, (_, index) => `w${index},s3://elsewhere/${index},other${index}\r\n`),
].join('');
const EDITED = TEXT.replace('dbfs:/old', 's3://new/overwatch');

/** Where a config may lie, and what the workspace holds at such a place. */
const PLACES: readonly {
  readonly file: string;
  readonly stored: (workspace: FakeWorkspace, file: string) => Buffer | undefined;
}[] = [
  {
    file: '/Volumes/main/ops/conf/deployment 50%.csv',
    stored: ({ volumes }, file) => volumes.files.get(file),
  },
  {
    file: 'dbfs:/FileStore/over watch/deployment.csv',
    stored: ({ dbfs }, file) => dbfs.files.get(file.slice('dbfs:'.length)),
  },
  {
    file: '/Workspace/Users/me@example.com/deployment.csv',
    stored: ({ objects }, file) => objects.objects.get(file)?.content,
  },
];

async function open(test: TestContext) {
  const workspace = await startFakeWorkspace(test);
  workspace.volumes.volumes.add('/Volumes/main/ops/conf');
  const files = workspaceFiles(workspace.rest);
  const sql = scriptedSql([[/^DESCRIBE DETAIL/, NOT_DELTA]]);
  const lakehouse = openDatabricksLakehouse({ label: 'host', sql, catalogs: [], roots: [], files });
  return { workspace, files, lakehouse };
}

describe('a config that is a file of the workspace', () => {
  for (const { file, stored } of PLACES) {
    test(`is kept as it was, and edited by its prefix alone: ${file}`, async (context) => {
      const { workspace, files, lakehouse } = await open(context);
      await files.write(file, Buffer.from(TEXT), signal);
      const database = { name: 'ow', location: '`hive_metastore`.`ow`' };
      const choice = { config: { location: file }, database, root: 's3://new/overwatch' };
      const step = await planConfig(choice, RUN, lakehouse, signal);
      const keptAs = `${file}.${RUN}.bak`;
      assert.deepEqual([step.format, step.from, step.to], ['csv', 'dbfs:/old', 's3://new/overwatch']);
      assert.equal(step.keptAs, keptAs);
      const holds = (name: string, text: string) =>
        assert.ok(stored(workspace, name)?.equals(Buffer.from(text)), `${name} differs`);
      holds(file, TEXT);
      assert.match(await editConfig(step, lakehouse, signal), /in 1 row; the old file is kept as /);
      holds(file, EDITED);
      holds(keptAs, TEXT);
      assert.match(await editConfig(step, lakehouse, signal), /already/);
      holds(keptAs, TEXT);
    });
  }

  test('is told to be missing where nothing stands', async (context) => {
    const { lakehouse } = await open(context);
    const choice = {
      config: { location: '/Volumes/main/ops/conf/none.csv' },
      database: { name: 'ow', location: '`hive_metastore`.`ow`' },
      root: 's3://new/overwatch',
    };
    await assert.rejects(planConfig(choice, RUN, lakehouse, signal), { code: 'not-found' });
  });
});
