/** The steps of the Restore wizard that gather what is restored, before anything is planned. */

import * as vscode from 'vscode';
import { BACKUP_DATA } from '../../overwatch/recognise';
import type { Services } from '../services';
import { newTarget } from './backupRoot';
import { backupStep } from './placeStep';
import { type RestoreDraft, restoreTables, withBackup, withTables } from './restoreDraft';
import type { AcceptRoot } from './rootCheck';
import { rootStep } from './rootStep';
import { stateStep } from './stateStep';
import type { Step } from './steps';
import { tablesStep } from './tablesStep';
import { lakehouseOf, type PlaceChoice, present, presentSource, type WizardState } from './wizard';

export function restoreSteps(
  services: Services,
  title: (draft: RestoreDraft) => string,
): Readonly<Record<'backup' | 'state' | 'tables' | 'root', Step<WizardState<RestoreDraft>>>> {
  return {
    backup: backupStep(services, { title, choose: withBackup }),
    state: stateStep(services, title),
    tables: tablesStep<RestoreDraft>(services, {
      title,
      placeholder: vscode.l10n.t('Uncheck the tables to leave out. Type to filter.'),
      source: ({ backup }) => presentSource(backup),
      tablesAt: (location, lakehouse) => lakehouse.join(location, BACKUP_DATA),
      choices: restoreTables,
      choose: withTables,
      refusal: vscode.l10n.t('Check at least one table, with the space bar or the mouse.'),
    }),
    root: rootStep<RestoreDraft>(services, {
      title,
      place: ({ backup }) => present(backup),
      placeholder: vscode.l10n.t('Restore to which storage prefix? Choose a new or empty folder.'),
      openLabel: vscode.l10n.t('Restore Here'),
      suggestions: ({ backup }) => newTarget(present(backup), 'overwatch-restored', 'restored'),
      accept: ({ backup }) => acceptTarget(services, present(backup)),
    }),
  };
}

function acceptTarget(services: Services, backup: PlaceChoice): AcceptRoot {
  return async (root, signal) => {
    const lakehouse = await lakehouseOf(services, backup);
    const tables = await services.tables.list(lakehouse, lakehouse.join(backup.location, BACKUP_DATA));
    const { checkRestoreRoot } = await import('../../backup/restore/restoreRoot');
    return checkRestoreRoot(root, { from: backup.location, tables }, lakehouse, signal);
  };
}
