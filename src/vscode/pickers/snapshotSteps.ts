/** The steps of the Snapshot wizard that gather what is snapshotted, before anything is planned. */

import * as vscode from 'vscode';
import type { Services } from '../services';
import { acceptBackupRoot, backupRoots } from './backupRoot';
import { layersStep } from './layersStep';
import { databaseStep } from './placeStep';
import { rootStep } from './rootStep';
import { type SnapshotDraft, type StepId, snapshotTables, withChecked, withDatabase } from './snapshotDraft';
import type { Step } from './steps';
import { tablesStep } from './tablesStep';
import { typeStep } from './typeStep';
import { lakehouseOf, present, presentSource, type WizardState } from './wizard';

export function snapshotSteps(
  services: Services,
  title: (draft: SnapshotDraft) => string,
): Readonly<Record<Exclude<StepId, 'review'>, Step<WizardState<SnapshotDraft>>>> {
  return {
    database: databaseStep(services, { title, choose: withDatabase }),
    type: typeStep(title, async ({ database }) => {
      const place = present(database);
      const lakehouse = await lakehouseOf(services, place);
      const why = lakehouse.cannot.incremental;
      if (why === undefined) return undefined;
      const subject = { kind: 'database', lakehouse, ...place };
      return { why, elsewhere: () => vscode.commands.executeCommand('overwatch.runAsJob', { subject }) };
    }),
    layers: layersStep(services, title),
    tables: tablesStep(services, {
      title,
      placeholder: vscode.l10n.t('Uncheck the tables to exclude. Type to filter.'),
      source: ({ database }) => presentSource(database),
      choices: snapshotTables,
      choose: withChecked,
    }),
    root: rootStep(services, {
      title,
      place: ({ database }) => present(database),
      placeholder: vscode.l10n.t('Where to? Choose a folder or type its path.'),
      openLabel: vscode.l10n.t('Snapshot Here'),
      suggestions: ({ database }) => backupRoots(services, present(database)),
      accept: ({ database }) => acceptBackupRoot(services, present(database)),
    }),
  };
}
