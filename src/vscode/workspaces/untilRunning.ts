/** Waits for a warehouse that is starting, and says so of one that is stopped: to look around is no reason to start it, which costs money. */

import * as vscode from 'vscode';
import { Fault } from '../../base/fault';
import type { Connection } from '../../lakehouse/open';
import { getWarehouse, waitUntilRunning } from '../../workspace/warehouses';

/** @throws Fault `unavailable` for one that is stopped; as `waitUntilRunning` does. */
export async function untilRunning({ rest, warehouse: id }: Connection, signal: AbortSignal): Promise<void> {
  const { state, name } = await getWarehouse(rest, id, signal);
  if (state === 'RUNNING') return;
  if (state === 'STARTING') {
    await waitUntilRunning(rest, id, {}, signal);
    return;
  }
  throw new Fault('unavailable', vscode.l10n.t('The SQL warehouse {0} is {1}.', name, state.toLowerCase()), {
    advice: vscode.l10n.t('Start it to see what there is. It is not started unasked, since it costs money.'),
  });
}
