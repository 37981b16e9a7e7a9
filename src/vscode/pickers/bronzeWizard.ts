/** The Bronze Backup wizard: from a database to a plan that the user has confirmed. */

import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { Fault } from '../../base/fault';
import { isDatabricksAddress } from '../../lakehouse/address';
import { datedFolders } from '../../overwatch/recognise';
import { cliContext } from '../cliClipboard';
import { processCommand } from '../cliCommand';
import { processTitle } from '../processTitle';
import { makePlan } from '../runs/makePlan';
import type { Services } from '../services';
import { acceptBackupRoot, bronzePrefixes, newTarget } from './backupRoot';
import {
  type BronzeDraft,
  bronzeTables,
  newBronzeDraft,
  toBronzeChoice,
  withBronzeDatabase,
  withBronzeTables,
} from './bronzeDraft';
import { asOfOption } from './instantInput';
import { databaseStep } from './placeStep';
import { showPick } from './quickPick';
import { reviewStep } from './reviewStep';
import type { AcceptRoot } from './rootCheck';
import { rootStep } from './rootStep';
import type { Confirmed } from './snapshotWizard';
import { type Step, takeSteps } from './steps';
import { tablesStep } from './tablesStep';
import { follow, lakehouseOf, type PlaceChoice, present, type WizardState } from './wizard';

/** @returns undefined when the user has left the wizard. */
export async function askBronzeBackup(
  services: Services,
  database: PlaceChoice | undefined,
): Promise<Confirmed | undefined> {
  const databaseOf = (draft: BronzeDraft) => present(draft.database);
  const steps: readonly Step<WizardState<BronzeDraft>>[] = [
    ...(database === undefined
      ? [databaseStep(services, processTitle('bronze-backup'), withBronzeDatabase)]
      : []),
    overwriteStep,
    tablesStep<BronzeDraft>(services, {
      title,
      placeholder: vscode.l10n.t(
        'Uncheck the bronze tables to exclude. The pipeline report always comes along.',
      ),
      place: databaseOf,
      tablesAt: ({ location }) => location,
      choices: bronzeTables,
      choose: withBronzeTables,
      refusal: vscode.l10n.t('Check at least one table, with the space bar or the mouse.'),
    }),
    rootStep<BronzeDraft>(services, {
      title,
      place: databaseOf,
      placeholder: vscode.l10n.t('Below which folder? Choose one or type its path.'),
      openLabel: vscode.l10n.t('Back Up Here'),
      suggestions: (draft) => prefixes(services, databaseOf(draft)),
      accept: (draft) => acceptPrefix(services, draft),
    }),
    reviewStep<BronzeDraft>({
      title,
      plan: async (draft, signal) =>
        makePlan.bronzeBackup(toBronzeChoice(draft), await lakehouseOf(services, databaseOf(draft)), signal),
      command: (draft) => {
        const told = { process: 'bronze-backup', parameters: toBronzeChoice(draft) } as const;
        return processCommand(told, databaseOf(draft).folder, cliContext(services));
      },
      options: [asOfOption()],
    }),
  ];
  const state = await takeSteps(steps, { draft: newBronzeDraft(database), confirmed: undefined });
  if (state?.confirmed === undefined) return undefined;
  return { plan: state.confirmed, place: databaseOf(state.draft) };
}

function title({ database }: BronzeDraft): string {
  return processTitle('bronze-backup', database?.name);
}

const overwriteStep: Step<WizardState<BronzeDraft>> = async (state, position) => {
  const items = [
    {
      overwrite: false,
      label: vscode.l10n.t('New Copy'),
      detail: vscode.l10n.t('In a folder of its own by day and time. Clean Up Old Copies… removes old ones.'),
    },
    {
      overwrite: true,
      label: vscode.l10n.t('Replace the Last Copy'),
      detail: vscode.l10n.t('In one place. Each table is replaced at once: there is always a good copy.'),
    },
  ];
  const picked = await showPick({
    title: title(state.draft),
    position,
    placeholder: vscode.l10n.t('A new copy, or over the last one?'),
    items,
    onOpen: (pick) => {
      pick.activeItems = pick.items.filter(({ overwrite }) => overwrite === state.draft.overwrite);
      return new vscode.Disposable(() => {});
    },
  });
  return follow(picked, state, ([item]) => ({
    ...state.draft,
    overwrite: item?.overwrite ?? state.draft.overwrite,
  }));
};

/** Prefixes that were used before, else one below the home directory: a snapshot's root is no place for dated copies. */
function prefixes({ runs }: Services, place: PlaceChoice): readonly string[] {
  const before = bronzePrefixes(runs, place);
  if (before.length > 0) return before;
  return isDatabricksAddress(place.folder)
    ? newTarget(place, '', 'bronze_backup')
    : [path.join(os.homedir(), 'overwatch-backup', `${path.basename(place.name)}-bronze`)];
}

/** A new copy gets a folder of its own, so that it does not matter what lies beside it, but for a backup, which it would spoil. */
function acceptPrefix(services: Services, draft: BronzeDraft): AcceptRoot {
  const database = present(draft.database);
  const accept = acceptBackupRoot(services, database);
  return async (prefix, signal) => {
    if (draft.overwrite) return accept(prefix, signal);
    const lakehouse = await lakehouseOf(services, database);
    if ((await lakehouse.inspectRoot(prefix, signal)).state === 'backup') {
      throw new Fault('bad-target', vscode.l10n.t('This folder is itself a backup.'), {
        advice: vscode.l10n.t('Choose a folder beside it, or replace the last copy.'),
      });
    }
    return accept(lakehouse.join(prefix, ...datedFolders(Date.now())), signal);
  };
}
