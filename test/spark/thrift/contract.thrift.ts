/** The Databricks lakehouse keeps the contract of all lakehouses, on a database that Spark wrote. */

import path from 'node:path';
import { lakehouseContract } from '../../contract/lakehouse.contract';
import { lakehouseOn, sqlOn } from './lakehouseOn';
import { appendPipelineReport, createOverwatch } from './overwatch';
import type { SparkServer } from './server';

export function contractOverSql(started: () => SparkServer): void {
  lakehouseContract('Databricks, on open-source Spark', async () => {
    const server = started();
    await createOverwatch(server, 'of_contract');
    const sql = sqlOn(server);
    let module = 3010;
    return {
      lakehouse: lakehouseOn(sql),
      database: { name: 'of_contract', location: '`spark_catalog`.`of_contract`' },
      beside: '`spark_catalog`.`of_contract2`',
      // Open-source Spark has no DEEP CLONE.
      copiesFiles: false,
      root: path.join(server.scratchDir, 'a backup'),
      async append({ location }) {
        await appendPipelineReport(server, location, module);
        module += 10;
      },
      async remove() {
        await sql.close();
        await server.sql('DROP SCHEMA of_contract CASCADE');
      },
    };
  });
}
