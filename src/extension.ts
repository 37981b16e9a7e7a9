/** Wires the extension. Registers everything at once and waits for nothing: folders are looked at when a view or a command asks. */

import * as vscode from 'vscode';
import { registerCommands } from './vscode/commands/register';
import { createConnections } from './vscode/connections';
import { createJobRuns } from './vscode/jobRuns/jobRuns';
import { registerJobRuns } from './vscode/jobRuns/register';
import { createLakehouses } from './vscode/lakehouses';
import { readPysparkScript } from './vscode/pysparkScript';
import { createRecents } from './vscode/recents';
import { registerReports } from './vscode/reports';
import { createBegunRoots } from './vscode/runs/begunRoots';
import { createDismissedRuns } from './vscode/runs/dismissedRuns';
import { createInterruptedRuns } from './vscode/runs/interrupted';
import { createRuns } from './vscode/runs/registry';
import type { Services } from './vscode/services';
import { createTables } from './vscode/tables';
import { registerViews } from './vscode/trees/views';

export function activate(context: vscode.ExtensionContext): void {
  const { subscriptions } = context;
  const log = vscode.window.createOutputChannel('Overwatch Backup', { log: true });
  const recents = createRecents(context.globalState);
  const begun = createBegunRoots(context.globalState);
  const dismissed = createDismissedRuns(context.globalState);
  const connections = createConnections(context, subscriptions);
  const lakehouses = createLakehouses(recents, connections, subscriptions);
  const runs = createRuns(context.globalState, begun, log, subscriptions);
  const jobRuns = createJobRuns(
    {
      state: context.workspaceState,
      open: async (address) => (await connections.open(address)).rest,
      readScript: () => readPysparkScript(context),
      log,
    },
    subscriptions,
  );
  const services: Services = {
    context,
    log,
    recents,
    connections,
    lakehouses,
    tables: createTables(subscriptions),
    runs,
    jobRuns,
    interrupted: createInterruptedRuns({ lakehouses, begun, dismissed, runs }, subscriptions),
  };
  subscriptions.push(log);
  registerViews(services);
  registerCommands(services);
  registerReports(services);
  registerJobRuns(services);
}
