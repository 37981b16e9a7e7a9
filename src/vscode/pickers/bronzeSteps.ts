/** The steps of the Bronze Backup wizard that gather what is copied, before anything is planned. */

import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { Fault } from '../../base/fault';
import { isDatabricksAddress } from '../../lakehouse/address';
import { datedFolders } from '../../overwatch/recognise';
import type { Services } from '../services';
import { acceptBackupRoot, bronzePrefixes, newTarget } from './backupRoot';
import { type BronzeDraft, bronzeTables, withBronzeDatabase, withBronzeTables } from './bronzeDraft';
import { choiceStep } from './choiceStep';
import { databaseStep } from './placeStep';
import type { AcceptRoot } from './rootCheck';
import { rootStep } from './rootStep';
import type { Step } from './steps';
import { tablesStep } from './tablesStep';
import { lakehouseOf, type PlaceChoice, present, presentSource, type WizardState } from './wizard';

export function bronzeSteps(
  services: Services,
  title: (draft: BronzeDraft) => string,
): Readonly<Record<'database' | 'overwrite' | 'tables' | 'root', Step<WizardState<BronzeDraft>>>> {
  return {
    database: databaseStep(services, { title, choose: withBronzeDatabase }),
    overwrite: overwriteStep(title),
    tables: tablesStep<BronzeDraft>(services, {
      title,
      placeholder: vscode.l10n.t(
        'Uncheck the bronze tables to exclude. The pipeline report always comes along.',
      ),
      source: ({ database }) => presentSource(database),
      choices: bronzeTables,
      choose: withBronzeTables,
      refusal: vscode.l10n.t('Check at least one table, with the space bar or the mouse.'),
    }),
    root: rootStep<BronzeDraft>(services, {
      title,
      place: ({ database }) => present(database),
      placeholder: vscode.l10n.t('Below which folder? Choose one or type its path.'),
      openLabel: vscode.l10n.t('Back Up Here'),
      suggestions: ({ database }) => prefixes(services, present(database)),
      accept: (draft) => acceptPrefix(services, draft),
    }),
  };
}

function overwriteStep(title: (draft: BronzeDraft) => string): Step<WizardState<BronzeDraft>> {
  return choiceStep<WizardState<BronzeDraft>, boolean>({
    title: ({ draft }) => title(draft),
    placeholder: vscode.l10n.t('A new copy, or over the last one?'),
    items: [
      {
        value: false,
        label: vscode.l10n.t('New Copy'),
        detail: vscode.l10n.t(
          'In a folder of its own by day and time. Clean Up Old Copies… removes old ones.',
        ),
      },
      {
        value: true,
        label: vscode.l10n.t('Replace the Last Copy'),
        detail: vscode.l10n.t('In one place. Each table is replaced at once: there is always a good copy.'),
      },
    ],
    chosen: ({ draft }) => draft.overwrite,
    choose: (state, overwrite) => ({ ...state, draft: { ...state.draft, overwrite } }),
  });
}

/** Prefixes that were used before, else one below the home directory: a snapshot's root is no place for dated copies. */
function prefixes({ runs }: Services, place: PlaceChoice): readonly string[] {
  const inWorkspace = isDatabricksAddress(place.folder);
  const before = bronzePrefixes(runs, inWorkspace);
  if (before.length > 0) return before;
  return inWorkspace
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
