/** Step: the deployment config that a migration changes. A CSV file or a Delta table, named by its path or as `database.table`;
 * and by which names it knows the database and its new place. */

import * as vscode from 'vscode';
import { formatCount } from '../../base/format';
import { isDatabricksAddress } from '../../lakehouse/address';
import { ETL_DATABASE_NAME, STORAGE_PREFIX } from '../../overwatch/deploymentConfig';
import { sentence } from '../notify';
import type { Services } from '../services';
import { configSuggestions } from './configSuggestions';
import { configOf, type MigrateDraft } from './migrateDraft';
import type { CheckPath } from './pathCheck';
import { type PathAction, pathStep, typedText } from './pathStep';
import type { ReviewOption } from './reviewStep';
import { browse, typedFolder } from './rootStep';
import type { Step } from './steps';
import { lakehouseOf, present, type WizardState } from './wizard';

export function configStep(
  services: Services,
  title: (draft: MigrateDraft) => string,
): Step<WizardState<MigrateDraft>> {
  const onDisk = stepWith(services, title, BROWSE);
  const inWorkspace = stepWith(services, title, []);
  return (state, position) => {
    const step = isDatabricksAddress(present(state.draft.database).folder) ? inWorkspace : onDisk;
    return step(state, position);
  };
}

/** Files of this machine can be browsed for. */
const BROWSE: readonly PathAction<MigrateDraft>[] = [
  {
    label: `$(file) ${vscode.l10n.t('Browse for a CSV File…')}`,
    act: (_draft, near) =>
      browse({ canSelectFiles: true, openLabel: vscode.l10n.t('Use This Config') }, near),
  },
  {
    label: `$(folder-opened) ${vscode.l10n.t('Browse for a Delta Table…')}`,
    act: (_draft, near) =>
      browse({ canSelectFolders: true, openLabel: vscode.l10n.t('Use This Config') }, near),
  },
];

function stepWith(
  services: Services,
  title: (draft: MigrateDraft) => string,
  browsing: readonly PathAction<MigrateDraft>[],
): Step<WizardState<MigrateDraft>> {
  return pathStep<MigrateDraft>({
    title,
    placeholder: vscode.l10n.t('Which deployment config? Its path, or database.table.'),
    suggestions: ({ database }) => configSuggestions(services, present(database).folder),
    read: typedText,
    check: (draft) => checkConfig(services, draft),
    refusal: (_place, error) => sentence(error),
    others: [...browsing, nameInConfig(({ database }) => present(database).name)],
    chosen: ({ config }) => config,
    choose: (draft, { location }) => ({ ...draft, config: location }),
  });
}

/** The config may know the database by another name. @param own the one it has unless the user says otherwise */
export function nameInConfig(own: (draft: MigrateDraft) => string): PathAction<MigrateDraft> {
  return {
    label: `$(edit) ${vscode.l10n.t('Name in the Config…')}`,
    description: (draft) => `${ETL_DATABASE_NAME} = ${draft.configDatabase ?? own(draft)}`,
    act: async (draft) => {
      const name = own(draft);
      const typed = await vscode.window.showInputBox({
        title: vscode.l10n.t('Name in the Config'),
        prompt: vscode.l10n.t('{0} of the rows that are of {1}.', ETL_DATABASE_NAME, name),
        value: draft.configDatabase ?? name,
        ignoreFocusOut: true,
      });
      if (typed === undefined) return undefined;
      const isOwn = typed.trim() === '' || typed.trim() === name;
      return { draft: { ...draft, configDatabase: isOwn ? undefined : typed.trim() } };
    },
  };
}

/** Databricks may know the new place by another name than its path here. */
export const storagePrefix: ReviewOption<MigrateDraft> = {
  label: `$(link) ${vscode.l10n.t('New {0}', STORAGE_PREFIX)}`,
  description: (draft) => draft.storagePrefix ?? draft.root ?? '',
  ask: async (draft) => {
    const root = draft.root ?? '';
    const typed = await vscode.window.showInputBox({
      title: vscode.l10n.t('New {0}', STORAGE_PREFIX),
      prompt: vscode.l10n.t(
        'What the config is to say: the new place as Databricks names it, such as dbfs:/mnt/overwatch. Empty for its path here.',
      ),
      value: draft.storagePrefix ?? root,
      ignoreFocusOut: true,
    });
    if (typed === undefined) return undefined;
    const isPath = typed.trim() === '' || typed.trim() === root;
    return { ...draft, storagePrefix: isPath ? undefined : typed.trim() };
  },
};

/** Finds the config as the command line does, and accepts it if it has exactly one storage prefix for the database. */
function checkConfig(services: Services, draft: MigrateDraft): CheckPath {
  return async (typed, signal) => {
    const database = present(draft.database);
    const lakehouse = await lakehouseOf(services, database);
    const [{ configPlaces, configPlacesIn, findConfig }, { planConfig }] = await Promise.all([
      import('../../backup/migration/findConfig'),
      import('../../backup/migration/config'),
    ]);
    const places =
      lakehouse.host === undefined
        ? configPlaces(typed, typedFolder(typed) ?? typed, [database.folder], lakehouse)
        : configPlacesIn(typed, lakehouse);
    const location = await findConfig(typed, places, database, lakehouse, signal);
    const config = configOf({ ...draft, config: location });
    const root = draft.root ?? '';
    const { from, to, places: rows } = await planConfig({ config, database, root }, '', lakehouse, signal);
    const where = `${formatCount(rows.length, 'row')} (${rows.join(', ')})`;
    const summary =
      from === to
        ? vscode.l10n.t('{0}: {1} is {2} already', where, STORAGE_PREFIX, to)
        : vscode.l10n.t('{0}: {1} is {2}', where, STORAGE_PREFIX, from);
    return { location, summary };
  };
}
