/** Step: which database. */

import os from 'node:os';
import * as vscode from 'vscode';
import { shortenFolder } from '../folders';
import { entriesOf } from '../lakehouses';
import type { Services } from '../services';
import { showPick } from './quickPick';
import { type DatabaseChoice, withDatabase } from './snapshotDraft';
import type { Step } from './steps';
import { follow, type WizardState, wizardTitle } from './wizard';

interface DatabaseItem extends vscode.QuickPickItem {
  /** Undefined for the item that adds a folder. */
  readonly choice: DatabaseChoice | undefined;
}

export function databaseStep(services: Services): Step<WizardState> {
  return async (state, position) => {
    const picked = await showPick<DatabaseItem>({
      title: wizardTitle(state),
      position,
      placeholder: vscode.l10n.t('Which Overwatch database?'),
      items: [],
      onOpen: (pick) => {
        const show = () => {
          const folders = services.lakehouses.list();
          pick.busy = folders.some(({ scan }) => scan.kind === 'loading');
          pick.items = entriesOf(folders, 'database').map(({ folder, entry }) =>
            databaseItem({ ...entry, folder }),
          );
          if (!pick.busy && pick.items.length === 0) pick.items = [addFolderItem()];
          const before = pick.items.find(({ choice }) => choice?.location === state.draft.database?.location);
          if (before !== undefined) pick.activeItems = [before];
        };
        show();
        return services.lakehouses.onDidChange(show);
      },
      accept: async ([chosen]) => {
        if (chosen?.choice !== undefined) return true;
        await vscode.commands.executeCommand('overwatch.addLakehouse');
        return false;
      },
    });
    return follow(picked, state, ([item]) =>
      item?.choice === undefined ? state.draft : withDatabase(state.draft, item.choice),
    );
  };
}

function databaseItem({ name, location, folder }: DatabaseChoice): DatabaseItem {
  return {
    label: name,
    description: shortenFolder(location, os.homedir()),
    iconPath: new vscode.ThemeIcon('database'),
    choice: { name, location, folder },
  };
}

function addFolderItem(): DatabaseItem {
  return {
    label: vscode.l10n.t('Add Lakehouse Folder…'),
    description: vscode.l10n.t('no Overwatch database was found'),
    alwaysShow: true,
    choice: undefined,
  };
}
