/** The Databricks lakehouse on a Spark server of the tests. */

import { openDatabricksLakehouse } from '../../../src/lakehouse/databricks/index';
import { openSql, type SessionOptions } from '../../../src/lakehouse/databricks/session';
import type { Sql } from '../../../src/lakehouse/databricks/sql';
import type { Lakehouse } from '../../../src/lakehouse/lakehouse';
import { createNetwork } from '../../../src/workspace/network';
import type { SparkServer } from './server';

export function sqlOn(server: SparkServer, options: SessionOptions = { sessions: 4 }): Sql {
  const connection = {
    host: `${server.host}:${server.port}`,
    path: server.path,
    tokens: { token: async () => server.token },
    network: createNetwork({ certificates: [server.ca] }, {}),
  };
  return openSql(connection, options);
}

export function lakehouseOn(sql: Sql, roots: readonly string[] = []): Lakehouse {
  return openDatabricksLakehouse({ label: 'spark', sql, catalogs: [], roots });
}
