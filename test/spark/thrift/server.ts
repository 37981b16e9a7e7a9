/** A real Spark with Delta behind the protocol of a Databricks SQL warehouse: for tests, on this machine only. */

import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeCertificate } from '../../support/certificate';
import { installSpark } from '../install';
import { startFront } from './front';
import { startJvm } from './jvm';

export interface SparkServer {
  readonly host: string;
  readonly port: number;
  /** The HTTP path of the warehouse. */
  readonly path: string;
  readonly token: string;
  /** The certificate to trust, PEM. */
  readonly ca: string;
  /** Where Spark keeps the tables that are given no location. */
  readonly warehouseDir: string;
  /** A folder for whatever a test wants Spark to write; removed at the end. */
  readonly scratchDir: string;
  /** Runs a statement, to prepare data. */
  sql(text: string): Promise<readonly Record<string, unknown>[]>;
  stop(): Promise<void>;
}

const TOKEN = 'dapi-a-token-of-the-tests';
const PATH = '/sql/1.0/warehouses/abcdef0123456789';

/** Installs Spark if need be and starts it: 10 s on a quiet machine, and about 1.5 GB of memory. */
export async function startSparkServer(): Promise<SparkServer> {
  installSpark();
  const directory = mkdtempSync(path.join(realpathSync(tmpdir()), 'overwatch-backup-spark-'));
  const removeDirectory = () => rmSync(directory, { recursive: true, force: true });
  process.once('exit', removeDirectory);
  const jvm = await startJvm(directory);
  const scratchDir = path.join(directory, 'tests');
  mkdirSync(scratchDir);
  const { cert, key, ca } = makeCertificate();
  const front = await startFront({ sparkPort: jvm.port, certificate: { cert, key }, token: TOKEN });
  const connection = { host: '127.0.0.1', port: front.port, path: PATH, token: TOKEN, ca };
  const statements = await openStatements(connection);
  return {
    ...connection,
    warehouseDir: path.join(directory, 'warehouse'),
    scratchDir,
    sql: statements.run,
    async stop() {
      await statements.close();
      await front.close();
      await jvm.stop();
      process.removeListener('exit', removeDirectory);
      removeDirectory();
    },
  };
}

/** A session of its own, so that preparing data depends on nothing that is tested. */
async function openStatements({
  ca,
  ...connection
}: Pick<SparkServer, 'host' | 'port' | 'path' | 'token' | 'ca'>) {
  const { DBSQLClient } = await import('@databricks/sql');
  const client = new DBSQLClient({ logger: { log: () => undefined } });
  await client.connect({ ...connection, customCaCert: ca, telemetryEnabled: false });
  const session = await client.openSession();
  return {
    async run(text: string): Promise<readonly Record<string, unknown>[]> {
      const operation = await session.executeStatement(text);
      const rows = await operation.fetchAll();
      await operation.close();
      return rows as Record<string, unknown>[];
    },
    async close() {
      await session.close();
      await client.close();
    },
  };
}
