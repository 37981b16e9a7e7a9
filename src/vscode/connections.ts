/** The SQL warehouses that this window is connected to: each is signed in to once, and shared by all that asks something of it. */

import os from 'node:os';
import * as vscode from 'vscode';
import { Fault } from '../base/fault';
import { parseAddress } from '../lakehouse/address';
import { type Connection, openWarehouse, type Surroundings } from '../lakehouse/open';
import { readSettings } from './settings';

export interface Connections {
  /** Nothing is asked of a server yet. @throws Fault where the address is wrong, or it cannot be told how to sign in. */
  open(address: string): Promise<Connection>;
  /** What may be used to sign in. Only with `open` is the user asked, in the browser. */
  surroundings(): Surroundings;
  /** Has the next use of an address sign in anew. Who uses the old connection, such as a run, goes on with it. */
  forget(address: string): void;
}

/** Sessions besides those of a run, so that one can look around meanwhile. */
const SPARE_SESSIONS = 4;

export function createConnections(
  { secrets }: Pick<vscode.ExtensionContext, 'secrets'>,
  subscriptions: vscode.Disposable[],
): Connections {
  const opened = new Map<string, Promise<Connection>>();
  const surroundings = (): Surroundings => ({
    environment: process.env,
    home: os.homedir(),
    network: networkSettings(),
    secrets: {
      get: async (key) => secrets.get(key),
      set: async (key, secret) => secrets.store(key, secret),
      delete: async (key) => secrets.delete(key),
    },
  });
  /** All connections that were made: some may still be used though their addresses are connected to anew. */
  const made = new Set<Connection>();
  const closeAll = () => {
    // Nobody waits for it, and what the server does not hear of it ends by itself.
    for (const connection of made) connection.close().catch(() => undefined);
  };
  subscriptions.push(
    { dispose: closeAll },
    vscode.workspace.onDidChangeConfiguration((event) => {
      const concerns = ['http', 'overwatch.concurrentStatements'];
      if (concerns.some((section) => event.affectsConfiguration(section))) opened.clear();
    }),
  );

  return {
    surroundings,
    forget: (address) => opened.delete(address),
    open(address) {
      const known = opened.get(address);
      if (known !== undefined) return known;
      const opening = open(address, surroundings());
      opened.set(address, opening);
      opening.then(
        (connection) => made.add(connection),
        // The reason may have gone by the next time.
        () => opened.delete(address),
      );
      return opening;
    },
  };
}

async function open(text: string, surroundings: Surroundings): Promise<Connection> {
  const address = parseAddress(text);
  if (address.kind === 'databricks')
    return openWarehouse(address, surroundings, readSettings().concurrentStatements + SPARE_SESSIONS);
  throw new Fault('internal', `${text} is not the address of a SQL warehouse.`);
}

/** How the editor reaches servers, which counts more than the environment. */
function networkSettings(): Surroundings['network'] {
  const http = vscode.workspace.getConfiguration('http');
  // The user has said that extensions go without a proxy.
  const isOff = http.get<string>('proxySupport') === 'off';
  const proxy = http.get<string>('proxy') ?? '';
  const exempt = http.get<readonly string[]>('noProxy') ?? [];
  return {
    ...(proxy === '' ? {} : { proxy }),
    ...(isOff ? { noProxy: ['*'] } : exempt.length === 0 ? {} : { noProxy: exempt }),
    strictSsl: http.get<boolean>('proxyStrictSSL') ?? true,
  };
}
