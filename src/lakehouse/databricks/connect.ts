/** From the address of a SQL warehouse to what talks to it: signed in, by REST and by SQL, over one network. */

import { exhaustive, Fault } from '../../base/fault';
import type { SecretStore } from '../../workspace/auth/secretStore';
import { type SignIn, type SignInContext, tokenSource } from '../../workspace/auth/signIn';
import type { TokenSource } from '../../workspace/auth/tokenSource';
import { isWorkspaceFile, kindOfFile, readFile, writeFile } from '../../workspace/files/files';
import { isAzureHost, type WorkspaceHost } from '../../workspace/host';
import { createNetwork, type NetworkSettings } from '../../workspace/network';
import type { Environment } from '../../workspace/proxy';
import type { Rest } from '../../workspace/rest';
import { listSchemas } from '../../workspace/schemas';
import type { DatabricksAddress } from '../address';
import type { Lakehouse } from '../lakehouse';
import type { ListSchemas } from './discover';
import { openDatabricksLakehouse } from './index';
import { openSql } from './session';
import { type Row, repeatable } from './sql';
import type { WorkspaceFiles } from './warehouse';

/** What signing in and connecting may use of the program that asks for it. */
export interface Surroundings {
  readonly environment: Environment;
  /** The user's home folder, in which `.databrickscfg` lies. */
  readonly home: string;
  readonly network: NetworkSettings;
  readonly secrets: SecretStore;
  /** Opens the browser for a sign-in; without it nobody is asked. */
  readonly open?: (url: string) => Promise<void>;
}

export interface Connection {
  readonly rest: Rest;
  /** Id of the SQL warehouse. */
  readonly warehouse: string;
  /** The rows that a statement answers with which only reads. */
  query(text: string, signal: AbortSignal): Promise<readonly Row[]>;
  /** @param roots locations of databases and backups to list besides those that are found */
  lakehouse(roots: readonly string[]): Lakehouse;
  /** Ends what is open at the server. */
  close(): Promise<void>;
}

/**
 * Nothing is asked of a server yet.
 *
 * @param sessions statements that run at a time
 * @throws Fault as {@link tokenSource} does.
 */
export async function connectWarehouse(
  address: DatabricksAddress,
  surroundings: Surroundings,
  sessions: number,
): Promise<Connection> {
  const { warehouse, catalogs } = address;
  const rest = await signIn(signInOf(address), surroundings);
  const { tokens, network } = rest;
  const of = tokens.workspaceId === undefined ? '' : `?o=${encodeURIComponent(tokens.workspaceId)}`;
  const path = `/sql/1.0/warehouses/${warehouse}${of}`;
  const sql = openSql({ host: tokens.host, path, tokens, network }, { sessions });
  return {
    rest,
    warehouse,
    query: (text, signal) => sql.run(repeatable(text), signal),
    lakehouse: (roots) =>
      openDatabricksLakehouse({
        label: tokens.host,
        sql,
        catalogs,
        roots,
        files: workspaceFiles(rest),
        schemas: schemasOf(rest),
      }),
    close: () => sql.close(),
  };
}

/** A workspace to talk to by REST. Nothing is asked of it yet. @throws Fault as {@link tokenSource} does. */
export async function signIn(
  way: SignIn,
  surroundings: Surroundings,
): Promise<Rest & { tokens: TokenSource }> {
  const { network: settings, ...others } = surroundings;
  const network = createNetwork(settings, surroundings.environment);
  const context: SignInContext = { ...others, network };
  return { tokens: await tokenSource(context, way), network };
}

/** How an address says to sign in. @throws Fault `usage` where it lacks what that needs. */
export function signInOf({ auth, host, workspaceId, profile, client }: DatabricksAddress): SignIn {
  const named = profile === undefined ? {} : { profile };
  const place: WorkspaceHost | undefined =
    host === undefined ? undefined : { host, ...(workspaceId === undefined ? {} : { workspaceId }) };
  if (auth === 'profile') return { way: auth, ...named, ...(place === undefined ? {} : { place }) };
  if (place === undefined) throw new Fault('usage', 'The address names no host to sign in to.');
  switch (auth) {
    case 'pat':
      return { way: auth, place };
    case 'azure-cli':
      // Its token is good for every Azure workspace of the user, so that no other host may see it.
      if (isAzureHost(place.host)) return { way: auth, place };
      throw new Fault(
        'usage',
        `${place.host} is not Azure Databricks, so the Azure CLI cannot sign in to it.`,
        {
          advice: 'Choose another way to sign in.',
        },
      );
    case 'databricks-cli':
      return { way: auth, place, ...named };
    case 'oauth-user':
      return { way: auth, place, ...(client === undefined ? {} : { client }) };
    case 'oauth-machine':
      if (client !== undefined) return { way: auth, place, client };
      throw new Fault('usage', 'The address names no service principal.', {
        advice: 'Add its client id: client=<id>.',
      });
    default:
      return exhaustive(auth);
  }
}

/** The files of a workspace, as a lakehouse uses them. */
export function workspaceFiles(rest: Rest): WorkspaceFiles {
  return {
    exists: async (file, signal) =>
      isWorkspaceFile(file) && (await kindOfFile(rest, file, signal)) === 'file',
    read: (file, signal) => readFile(rest, file, signal),
    write: (file, content, signal) => writeFile(rest, file, content, { overwrite: true }, signal),
  };
}

function schemasOf(rest: Rest): ListSchemas {
  return (catalog, signal) => listSchemas(rest, catalog, signal);
}
