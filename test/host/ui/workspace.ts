/** A Databricks workspace for the UI tests: the REST API is a fake, and behind its SQL warehouse is a real Spark. Both are one host. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createOverwatch } from '../../spark/thrift/overwatch';
import { type SparkServer, startSparkServer } from '../../spark/thrift/server';
import { type FakeWorkspace, startFakeWorkspace } from '../../support/fakeWorkspace/fakeWorkspace';
import { type Front, startFront } from './front';

export interface TestWorkspace {
  /** `127.0.0.1:port` */
  readonly host: string;
  /** What the editor opens. */
  readonly folder: string;
  /** Environment of an editor that trusts the host and has two profiles of it: `work`, and `expired`, whose token is none. */
  readonly env: Readonly<Record<string, string>>;
  readonly rest: FakeWorkspace;
  readonly spark: SparkServer;
  readonly front: Front;
  stop(): Promise<void>;
}

/** The profile that signs in. */
export const PROFILE = 'work';
export const USER = 'ada@example.com';
const HOUSE = 'abcdef0123456789';

/** The database is called `overwatch`; the warehouse that runs `Analytics`, and one that is stopped `Nightly`. */
export async function startWorkspace(schema = 'overwatch'): Promise<TestWorkspace> {
  const cleanUps: (() => void)[] = [];
  const spark = await startSparkServer();
  await createOverwatch(spark, schema);
  const rest = await startFakeWorkspace({ after: (work) => cleanUps.push(work) });
  rest.oauth.accessTokens.set(spark.token, USER);
  rest.warehouses.warehouses.push(
    { id: HOUSE, name: 'Analytics', state: 'RUNNING' },
    { id: '0000000000000002', name: 'Nightly', state: 'STOPPED' },
  );
  const sql = { host: `${spark.host}:${spark.port}`, ca: spark.ca };
  const front = await startFront({ rest, sql });
  const { host } = front;

  const scratch = await mkdtemp(path.join(os.tmpdir(), 'overwatch-ui-workspace-'));
  const profiles = path.join(scratch, 'profiles');
  const authority = path.join(scratch, 'authority.pem');
  await writeFile(authority, front.ca);
  await writeFile(
    profiles,
    [
      ...[`[${PROFILE}]`, `host = https://${host}`, `token = ${spark.token}`],
      ...['[expired]', `host = https://${host}`, 'token = dapi00000000000000000000000000000000'],
    ].join('\n'),
  );
  return {
    host,
    folder: scratch,
    env: { NODE_EXTRA_CA_CERTS: authority, DATABRICKS_CONFIG_FILE: profiles },
    rest,
    spark,
    front,
    async stop() {
      front.stop();
      for (const work of cleanUps) work();
      await spark.stop();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}
