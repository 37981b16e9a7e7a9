/** The Restore wizard: from a backup to a plan that the user has confirmed. */

import * as vscode from 'vscode';
import { BACKUP_DATA } from '../../overwatch/recognise';
import { cliContext } from '../cliClipboard';
import { processCommand } from '../cliCommand';
import { processTitle } from '../processTitle';
import { makePlan } from '../runs/makePlan';
import type { Services } from '../services';
import { newTarget } from './backupRoot';
import { placeStep } from './placeStep';
import {
  newRestore,
  type RestoreDraft,
  type RestoreStart,
  restoreTables,
  toRestoreChoice,
  withBackup,
  withTables,
} from './restoreDraft';
import { reviewStep } from './reviewStep';
import type { AcceptRoot } from './rootCheck';
import { rootStep } from './rootStep';
import type { Confirmed } from './snapshotWizard';
import { stateStep } from './stateStep';
import { takeSteps } from './steps';
import { tablesStep } from './tablesStep';
import { lakehouseOf, type PlaceChoice, present } from './wizard';

/**
 * @param start skips what it answers: the backup, and the run whose state is restored.
 * @returns undefined when the user has left the wizard.
 */
export async function askRestore(
  services: Services,
  start: RestoreStart | undefined,
): Promise<Confirmed | undefined> {
  const title = (draft: RestoreDraft) => processTitle('restore', draft.backup?.name);
  const backupOf = (draft: RestoreDraft) => present(draft.backup);
  const backup = placeStep<RestoreDraft>(services, {
    kind: 'backup',
    title: processTitle('restore'),
    placeholder: vscode.l10n.t('Which backup?'),
    none: vscode.l10n.t('no backup was found'),
    chosen: (draft) => draft.backup,
    choose: withBackup,
  });
  const tables = tablesStep<RestoreDraft>(services, {
    title,
    placeholder: vscode.l10n.t('Uncheck the tables to leave out. Type to filter.'),
    place: backupOf,
    tablesAt: ({ location }, lakehouse) => lakehouse.join(location, BACKUP_DATA),
    choices: restoreTables,
    choose: withTables,
    refusal: vscode.l10n.t('Check at least one table, with the space bar or the mouse.'),
  });
  const root = rootStep<RestoreDraft>(services, {
    title,
    place: backupOf,
    placeholder: vscode.l10n.t('Restore to which storage prefix? Choose a new or empty folder.'),
    openLabel: vscode.l10n.t('Restore Here'),
    suggestions: (draft) => newTarget(backupOf(draft), 'overwatch-restored', 'restored'),
    accept: (draft) => acceptTarget(services, backupOf(draft)),
  });
  const review = reviewStep<RestoreDraft>({
    title,
    plan: async (draft, signal) =>
      makePlan.restore(toRestoreChoice(draft), await lakehouseOf(services, backupOf(draft)), signal),
    command: (draft) => {
      const told = { process: 'restore', parameters: toRestoreChoice(draft) } as const;
      return processCommand(told, backupOf(draft).folder, cliContext(services));
    },
  });
  const steps = [
    ...(start === undefined ? [backup] : []),
    ...(start?.run === undefined ? [stateStep(services)] : []),
    ...[tables, root, review],
  ];
  const end = await takeSteps(steps, { draft: newRestore(start), confirmed: undefined });
  if (end?.confirmed === undefined) return undefined;
  return { plan: end.confirmed, place: backupOf(end.draft) };
}

function acceptTarget(services: Services, backup: PlaceChoice): AcceptRoot {
  return async (root, signal) => {
    const lakehouse = await lakehouseOf(services, backup);
    const tables = await services.tables.list(lakehouse, lakehouse.join(backup.location, BACKUP_DATA));
    const { checkRestoreRoot } = await import('../../backup/restore/restoreRoot');
    return checkRestoreRoot(root, { from: backup.location, tables }, lakehouse, signal);
  };
}
