/** Opens the lakehouses of the command line, knows the workspaces behind them, and closes in the end what they hold open at a server. */

import os from 'node:os';
import type { Lakehouse } from '../lakehouse/lakehouse';
import { type Connection, oneLakehouse, openFolders, openWarehouse } from '../lakehouse/open';
import { environmentSecrets } from '../workspace/auth/secretStore';
import type { CliContext } from './context';
import { printLine } from './output';

export interface Opener {
  readonly open: CliContext['openLakehouse'];
  readonly workspaceOf: CliContext['workspaceOf'];
  close(): Promise<void>;
}

/** A server that does not answer must not hold back the end, ms. */
const CLOSE_LIMIT = 5_000;

export function createOpener({ env, stderr, signal }: Pick<CliContext, 'env' | 'stderr' | 'signal'>): Opener {
  const opened = new Map<Lakehouse, Connection>();
  return {
    async open(addresses, statements) {
      const address = oneLakehouse(addresses);
      if (address.kind === 'folders') return openFolders(address.paths);
      const surroundings = {
        environment: env,
        home: os.homedir(),
        network: {},
        // Nobody is asked here: tokens come from the profile, the environment or another tool.
        secrets: environmentSecrets(env),
      };
      const connection = await openWarehouse(address, surroundings, statements);
      const lakehouse = connection.lakehouse([]);
      opened.set(lakehouse, connection);
      await wake(connection);
      return lakehouse;
    },
    workspaceOf: (lakehouse) => opened.get(lakehouse),
    async close() {
      const closing = Promise.allSettled([...opened.values()].map((connection) => connection.close()));
      let timer: NodeJS.Timeout | undefined;
      const limit = new Promise((resolve) => {
        timer = setTimeout(resolve, CLOSE_LIMIT);
      });
      await Promise.race([closing, limit]);
      clearTimeout(timer);
    },
  };

  /** A warehouse that is stopped takes minutes to start, of which the user is told. */
  async function wake({ rest, warehouse }: Connection): Promise<void> {
    const { waitUntilRunning } = await import('../workspace/warehouses');
    const onState = (state: string) => {
      if (state !== 'RUNNING')
        printLine(stderr, `The SQL warehouse ${warehouse} is ${state.toLowerCase()}; waiting for it to run.`);
    };
    await waitUntilRunning(rest, warehouse, { onState }, signal);
  }
}
