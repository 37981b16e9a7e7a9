/** The folder lakehouse keeps the contract of all lakehouses. */

import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeSample } from '../../scripts/sample/sample';
import { commit, open } from '../support/deltaTable';
import { folderLakehouse } from '../support/folderLakehouse';
import { lakehouseContract } from './lakehouse.contract';

lakehouseContract('folder', async () => {
  const folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'overwatch-backup-contract-'));
  const directory = path.join(folder, 'lakehouse');
  const { database } = await writeSample({
    directory,
    scale: 0.02,
    tables: ['pipeline_report', 'cluster_gold', 'audit_log_bronze'],
  });
  let appended = 0;
  return {
    lakehouse: folderLakehouse(undefined, [directory]),
    database: { name: 'overwatch_lake', location: database },
    beside: `${database}2`,
    copiesFiles: true,
    root: path.join(folder, 'backup'),
    async append({ location }) {
      const [first] = (await open(location, 0)).files;
      if (first === undefined) throw new Error('The sample’s first version has a file.');
      appended += 1;
      const name = path.posix.join(path.posix.dirname(first.path), `appended-${appended}.parquet`);
      cpSync(path.join(location, decodeURI(first.path)), path.join(location, decodeURI(name)));
      await commit(location, [{ add: { ...first, path: name } }]);
    },
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
});
