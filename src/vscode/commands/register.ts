/** The table of all commands, by the ids that package.json contributes under `overwatch.`. Each is loaded when it is first run. */

import * as vscode from 'vscode';
import { notifyFault } from '../notify';
import { OPEN_FIX } from '../pages/links';
import type { Services } from '../services';
import type { Subject } from '../trees/node';
import type { Command, Target } from './command';
import { openFix } from './openFix';

const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  addLakehouse: async () => (await import('./addLakehouse')).addLakehouse,
  bronzeBackup: async () => (await import('./bronzeBackup')).bronzeBackup,
  cancelRun: async () => (await import('./cancelRun')).cancelRun,
  cleanUp: async () => (await import('./cleanUp')).cleanUp,
  compare: async () => (await import('./compare')).compare,
  compareSchema: async () => (await import('./compareSchema')).compareSchema,
  copyCliCommand: async () => (await import('./copyCliCommand')).copyCliCommand,
  copyPath: async () => (await import('./copyPath')).copyPath,
  countRows: async () => (await import('./countRows')).countRows,
  createAlert: async () => (await import('./createAlert')).createAlert,
  dismissRun: async () => (await import('./dismissRun')).dismissRun,
  generateJob: async () => (await import('./generateJob')).generateJob,
  generateNotebook: async () => (await import('./generateNotebook')).generateNotebook,
  generateSchedule: async () => (await import('./generateSchedule')).generateSchedule,
  migrate: async () => (await import('./migrate')).migrate,
  migrationChecklist: async () => (await import('./migrationChecklist')).migrationChecklist,
  openJobRun: async () => (await import('./onJobRun')).openJobRun,
  openReport: async () => (await import('./openReport')).openReport,
  overwatchJobs: async () => (await import('./onWarehouse')).overwatchJobs,
  pipelineHealth: async () => (await import('./pipelineHealth')).pipelineHealth,
  previewTable: async () => (await import('./previewTable')).previewTable,
  readiness: async () => (await import('./readiness')).readiness,
  refresh: async () => (await import('./refresh')).refresh,
  registrationSql: async () => (await import('./registrationSql')).registrationSql,
  removeLakehouse: async () => (await import('./removeLakehouse')).removeLakehouse,
  restore: async () => (await import('./restore')).restore,
  resume: async () => (await import('./resume')).resume,
  retryFailed: async () => (await import('./retryFailed')).retryFailed,
  retryJobRun: async () => (await import('./onJobRun')).retryJobRun,
  reveal: async () => (await import('./reveal')).reveal,
  runAsJob: async () => (await import('./runAsJob')).runAsJob,
  showHistory: async () => (await import('./showHistory')).showHistory,
  showJobRun: async () => (await import('./onJobRun')).showJobRun,
  showLog: async () => (await import('./showLog')).showLog,
  showSchema: async () => (await import('./showSchema')).showSchema,
  signIn: async () => (await import('./onWarehouse')).signIn,
  snapshot: async () => (await import('./snapshot')).snapshot,
  startWarehouse: async () => (await import('./onWarehouse')).startWarehouse,
  testConnection: async () => (await import('./onWarehouse')).testConnection,
  verifyBackup: async () => (await import('./verifyBackup')).verifyBackup,
};

const NOTHING: Subject = { kind: 'none' };

export function registerCommands(services: Services): void {
  for (const [name, load] of Object.entries(COMMANDS)) {
    const run = async (target?: Target) => {
      try {
        const command = await load();
        await command(services, target?.subject ?? NOTHING);
      } catch (error) {
        notifyFault(services.log, error);
      }
    };
    services.context.subscriptions.push(vscode.commands.registerCommand(`overwatch.${name}`, run));
  }
  services.context.subscriptions.push(vscode.commands.registerCommand(OPEN_FIX, openFix));
}
