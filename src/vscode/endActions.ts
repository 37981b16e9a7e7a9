/** What can be done next when a run of a process has ended. */

import * as vscode from 'vscode';
import type { Plan } from '../backup/plan';
import { exhaustive } from '../base/fault';
import type { Lakehouse } from '../lakehouse/lakehouse';
import { isNamedPlace } from '../lakehouse/placeText';
import { sqlAction } from './registration';
import type { EndAction } from './runs/execute';
import { goodTables } from './runs/trackedRun';
import type { Services } from './services';

export function endActions(
  services: Services,
  { process, parameters, runId }: Plan,
  lakehouse: Lakehouse,
): readonly EndAction[] {
  const { runs, lakehouses } = services;
  const { root } = parameters;
  const run = runs.get(runId);
  const hasMade = run !== undefined && goodTables(run).length > 0;
  // What lies in a schema is in the catalog already, and found there.
  const show: readonly EndAction[] =
    hasMade && lakehouse.host === undefined
      ? [
          {
            label: vscode.l10n.t('Show in Databases'),
            act: async () => {
              const { showDatabase } = await import('./showDatabase');
              await showDatabase(lakehouses, lakehouse, root);
            },
          },
        ]
      : [];
  switch (process) {
    case 'restore':
      return hasMade && !isNamedPlace(root) ? [...show, sqlAction(() => runs.get(runId))] : show;
    case 'migrate':
      return [
        ...show,
        {
          label: vscode.l10n.t('Show Checklist'),
          act: async () => {
            const { showChecklist } = await import('./checklist');
            await showChecklist(services, lakehouse, root, runId);
          },
        },
      ];
    case 'snapshot':
    case 'bronze-backup':
      return [];
    default:
      return exhaustive(process);
  }
}
