/** Starts a SQL warehouse, waits for it, and looks what it holds. */

import * as vscode from 'vscode';
import { getWarehouse, waitUntilRunning } from '../../workspace/warehouses';
import type { Services } from '../services';
import { withProgress } from '../withProgress';
import { stateText } from './warehouseSteps';

/** @throws Fault as `waitUntilRunning` does; `cancelled` where the user waits no more: it may come up all the same. */
export async function startAndRefresh({ connections, lakehouses }: Services, address: string): Promise<void> {
  const { rest, warehouse } = await connections.open(address);
  const { name } = await getWarehouse(rest, warehouse, AbortSignal.timeout(30_000));
  await withProgress(vscode.l10n.t('Starting the SQL warehouse {0}', name), async (signal, report) => {
    await waitUntilRunning(rest, warehouse, { onState: (state) => report(stateText(state), 0) }, signal);
  });
  lakehouses.refresh();
}
