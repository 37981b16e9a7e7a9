/** A Databricks workspace for UI tests that needs no Spark: REST API and SQL warehouse are both fakes, which know databases by name only. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { makeCertificate } from '../../support/certificate';
import { type FakeCommand, fakeCommand } from '../../support/fakeCommand';
import { type Answer, startFakeThrift } from '../../support/fakeThrift/fakeThrift';
import { type FakeWorkspace, startFakeWorkspace } from '../../support/fakeWorkspace/fakeWorkspace';
import { startProxy, type TestProxy } from '../../support/proxy';
import { TYPE_ID } from '../../support/thrift/arrowResult';
import { startFront } from './front';

export interface ScriptedWorkspace {
  /** `127.0.0.1:port` */
  readonly host: string;
  readonly rest: FakeWorkspace;
  /** What the editor opens; `authority.pem` in it is trusted. */
  readonly folder: string;
  /** Environment of an editor that trusts the host, has no profile, reaches Azure through the proxy, and has the two tools. */
  readonly env: Readonly<Record<string, string>>;
  /** Through which {@link AZURE_HOST} is reached. */
  readonly proxy: TestProxy;
  /** The Databricks CLI: nobody is signed in with it before `signInCli`. */
  readonly databricks: FakeCommand;
  readonly az: FakeCommand;
  signInCli(): Promise<void>;
  stop(): Promise<void>;
}

/** A name of the workspace that is one of Azure Databricks. */
export const AZURE_HOST = 'adb-1234567890123456.7.azuredatabricks.net';
/** The database without Unity Catalog, and the one of the catalog `main`. */
export const HIVE_DATABASE = 'overwatch_etl';
export const UNITY_DATABASE = 'overwatch_unity';
/** What the tools give out. */
export const CLI_TOKEN = 'token-of-the-databricks-cli';
export const AZ_TOKEN = 'token-of-the-azure-cli';

/** @param answer what the warehouse says to a statement before it is looked up here; undefined for what it leaves to that */
export async function startScriptedWorkspace(
  answer: (statement: string) => Answer | undefined = () => undefined,
): Promise<ScriptedWorkspace> {
  const works: (() => void)[] = [];
  const test = { after: (work: () => void) => works.push(work) };
  const rest = await startFakeWorkspace(test);
  const sql = await startFakeThrift({ answer: (statement) => answer(statement) ?? answerTo(statement) });
  const certificate = makeCertificate({ hosts: ['127.0.0.1', AZURE_HOST] });
  const front = await startFront({ rest, sql }, certificate);
  const proxy = await startProxy(test, { leadTo: front.host });
  rest.oauth.base = `https://${front.host}`;
  rest.oauth.accessTokens.set(CLI_TOKEN, 'cli@example.com');
  rest.oauth.accessTokens.set(AZ_TOKEN, 'azure@example.com');
  rest.unityCatalog.catalogs.push('main', 'samples');
  rest.unityCatalog.schemas.push({
    catalog: 'main',
    name: UNITY_DATABASE,
    properties: { OVERWATCHDB: 'TRUE' },
  });

  const folder = await mkdtemp(path.join(os.tmpdir(), 'overwatch-ui-scripted-'));
  const authority = path.join(folder, 'authority.pem');
  await writeFile(authority, front.ca);
  const signedIn = path.join(folder, 'signed-in');
  const expiry = new Date(Date.now() + 3_600_000).toISOString();
  const databricks = fakeCommand(
    test,
    'databricks',
    `if (require('node:fs').existsSync(${JSON.stringify(signedIn)}))
       console.log(JSON.stringify({ access_token: ${JSON.stringify(CLI_TOKEN)}, expiry: ${JSON.stringify(expiry)} }));
     else { console.error('Error: no token for this host'); process.exitCode = 1; }`,
  );
  const az = fakeCommand(
    test,
    'az',
    `console.log(JSON.stringify({ accessToken: ${JSON.stringify(AZ_TOKEN)}, expires_on: ${Math.floor(Date.parse(expiry) / 1000)} }))`,
  );
  const tools = [databricks, az].map(({ environment }) => environment.PATH);
  return {
    host: front.host,
    rest,
    folder,
    proxy,
    databricks,
    az,
    env: {
      NODE_EXTRA_CA_CERTS: authority,
      DATABRICKS_CONFIG_FILE: path.join(folder, 'no-profiles'),
      HTTPS_PROXY: proxy.url,
      NO_PROXY: '127.0.0.1,localhost,.invalid',
      // As where the editor is started from a terminal: otherwise it takes the PATH of a login shell.
      VSCODE_CLI: '1',
      PATH: [...tools, process.env.PATH].join(path.delimiter),
    },
    signInCli: () => writeFile(signedIn, ''),
    async stop() {
      front.stop();
      await sql.stop();
      for (const work of works) work();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What a warehouse of Databricks answers that has one Overwatch database in `hive_metastore`, of which only the name is asked. */
function answerTo(statement: string): Answer {
  if (statement.startsWith('EXPLAIN CREATE OR REPLACE TABLE')) return texts(['plan'], [['a plan']]);
  if (statement.startsWith('SHOW SCHEMAS')) return texts(['databaseName'], [['default'], [HIVE_DATABASE]]);
  if (statement.startsWith('DESCRIBE SCHEMA EXTENDED')) {
    const properties = statement.includes(HIVE_DATABASE) ? '((OVERWATCHDB,TRUE))' : '';
    return texts(['database_description_item', 'database_description_value'], [['Properties', properties]]);
  }
  return { error: `[NOBODY_ASKED_FOR_THIS] ${statement}` };
}

function texts(names: readonly string[], rows: readonly (readonly string[])[]): Answer {
  return { columns: names.map((name) => ({ name, typeId: TYPE_ID.string })), rows };
}
