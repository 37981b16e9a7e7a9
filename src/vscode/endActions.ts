/** What can be done next when a run of a process has ended. */

import * as vscode from 'vscode';
import type { Plan } from '../backup/plan';
import { exhaustive } from '../base/fault';
import type { Lakehouse } from '../lakehouse/lakehouse';
import { isNamedPlace } from '../lakehouse/placeText';
import { sqlActions } from './registration';
import type { EndAction } from './runs/execute';
import { goodTables } from './runs/trackedRun';
import type { Services } from './services';

export function endActions(
  { runs }: Services,
  { process, parameters, runId }: Plan,
  lakehouse: Lakehouse,
): readonly EndAction[] {
  const run = runs.get(runId);
  switch (process) {
    case 'restore':
      // What lies in a schema is in the catalog already.
      return run !== undefined && goodTables(run).length > 0 && !isNamedPlace(parameters.root)
        ? sqlActions(() => runs.get(runId))
        : [];
    case 'migrate':
      return [
        {
          label: vscode.l10n.t('Show Checklist'),
          act: async () => {
            const { showChecklist } = await import('./checklist');
            await showChecklist(lakehouse, parameters.root, runId);
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
