/** A Databricks workspace for the UI tests: the REST API is a fake, and behind its SQL warehouse is a real Spark. Both are one host. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createOverwatch } from '../../spark/thrift/overwatch';
import { type SparkServer, startSparkServer } from '../../spark/thrift/server';
import { makeCertificate } from '../../support/certificate';
import { type FakeWorkspace, startFakeWorkspace } from '../../support/fakeWorkspace/fakeWorkspace';

export interface TestWorkspace {
  /** `127.0.0.1:port` */
  readonly host: string;
  /** What the editor opens. */
  readonly folder: string;
  /** Environment of an editor that trusts the host and has two profiles of it: `work`, and `expired`, whose token is none. */
  readonly env: Readonly<Record<string, string>>;
  readonly rest: FakeWorkspace;
  readonly spark: SparkServer;
  /** How long each request of SQL is held up, ms. */
  delay: number;
  stop(): Promise<void>;
}

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
  const { cert, key, ca } = makeCertificate();
  const server = https.createServer({ cert, key }, (request, response) => {
    const isSql = request.url?.startsWith('/sql/') === true;
    const [host, port] = isSql ? [spark.host, spark.port] : rest.host.split(':');
    const options = { host, port, path: request.url, method: request.method, headers: request.headers };
    const forward = () => {
      const onward = https.request({ ...options, ca: isSql ? spark.ca : rest.ca }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      onward.once('error', () => response.destroy());
      request.pipe(onward);
    };
    setTimeout(forward, isSql ? workspace.delay : 0);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;

  const scratch = await mkdtemp(path.join(os.tmpdir(), 'overwatch-ui-workspace-'));
  const profiles = path.join(scratch, 'profiles');
  const authority = path.join(scratch, 'authority.pem');
  await writeFile(authority, ca);
  await writeFile(
    profiles,
    [
      ...['[work]', `host = https://${host}`, `token = ${spark.token}`],
      ...['[expired]', `host = https://${host}`, 'token = dapi00000000000000000000000000000000'],
    ].join('\n'),
  );
  const workspace: TestWorkspace = {
    host,
    folder: scratch,
    env: { NODE_EXTRA_CA_CERTS: authority, DATABRICKS_CONFIG_FILE: profiles },
    rest,
    spark,
    delay: 0,
    async stop() {
      server.closeAllConnections();
      server.close();
      for (const work of cleanUps) work();
      await spark.stop();
      await rm(scratch, { recursive: true, force: true });
    },
  };
  return workspace;
}
