/** Wires the extension. Registers everything at once and waits for nothing: folders are looked at when a view or a command asks. */

import * as vscode from 'vscode';
import { registerCommands } from './vscode/commands/register';
import { createLakehouses } from './vscode/lakehouses';
import { createRecents } from './vscode/recents';
import { registerReports } from './vscode/reports';
import { createRuns } from './vscode/runs/registry';
import type { Services } from './vscode/services';
import { createTables } from './vscode/tables';
import { registerViews } from './vscode/trees/views';

export function activate(context: vscode.ExtensionContext): void {
  const { subscriptions } = context;
  const log = vscode.window.createOutputChannel('Overwatch Backup', { log: true });
  const recents = createRecents(context.globalState);
  const services: Services = {
    context,
    log,
    recents,
    lakehouses: createLakehouses(recents.roots, subscriptions),
    tables: createTables(subscriptions),
    runs: createRuns(context.globalState, log, subscriptions),
  };
  subscriptions.push(log);
  registerViews(services);
  registerCommands(services);
  registerReports(services);
}
