/** Starts a SQL warehouse and waits for it. */

import * as vscode from 'vscode';
import { isDatabricksAddress } from '../../lakehouse/address';
import { getWarehouse, waitUntilRunning } from '../../workspace/warehouses';
import type { Services } from '../services';
import { withProgress } from '../withProgress';
import { stateText } from './warehouseSteps';

/**
 * Before a run that was confirmed: its warehouse may have stopped since the plan was made. Nothing is done for folders.
 *
 * @throws Fault as `waitUntilRunning` does; `cancelled` where the user waits no more: it may come up all the same.
 */
export async function startIfStopped({ connections }: Services, address: string): Promise<void> {
  if (!isDatabricksAddress(address)) return;
  const { rest, warehouse } = await connections.open(address);
  const { name, state } = await getWarehouse(rest, warehouse, AbortSignal.timeout(LOOK_LIMIT));
  if (state === 'RUNNING') return;
  await withProgress(vscode.l10n.t('Starting the SQL warehouse {0}', name), async (signal, report) => {
    await waitUntilRunning(rest, warehouse, { onState: (state) => report(stateText(state), 0) }, signal);
  });
}

/** Looks again what it holds, too. @throws Fault as `startIfStopped` does. */
export async function startAndRefresh(services: Services, address: string): Promise<void> {
  await startIfStopped(services, address);
  services.lakehouses.refresh();
}

/** ms */
const LOOK_LIMIT = 30_000;
