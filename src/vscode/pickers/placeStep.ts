/** Step: which database, or which backup. */

import os from 'node:os';
import * as vscode from 'vscode';
import { shownPlace } from '../../lakehouse/placeText';
import { shortenFolder } from '../folders';
import { entriesOf, isBeingScanned } from '../lakehouses';
import type { Services } from '../services';
import { showPick } from './quickPick';
import type { Step } from './steps';
import { follow, type PlaceChoice, type WizardState } from './wizard';

export interface PlaceQuestion<Draft> {
  readonly kind: 'database' | 'backup';
  readonly title: string;
  readonly placeholder: string;
  /** Said where there is none, beside the item that adds a folder. */
  readonly none: string;
  readonly chosen: (draft: Draft) => PlaceChoice | undefined;
  readonly choose: (draft: Draft, place: PlaceChoice) => Draft;
}

interface PlaceItem extends vscode.QuickPickItem {
  /** Undefined for the item that adds a folder. */
  readonly choice: PlaceChoice | undefined;
}

export function placeStep<Draft>(
  { lakehouses }: Services,
  { kind, title, placeholder, none, chosen, choose }: PlaceQuestion<Draft>,
): Step<WizardState<Draft>> {
  return async (state, position) => {
    const picked = await showPick<PlaceItem>({
      title,
      position,
      placeholder,
      items: [],
      onOpen: (pick) => {
        const show = () => {
          const folders = lakehouses.list();
          pick.busy = folders.some(isBeingScanned);
          pick.items = entriesOf(folders, kind).map(({ folder, entry: { name, location } }) =>
            placeItem({ name, location, folder }, kind),
          );
          if (!pick.busy && pick.items.length === 0) pick.items = [addFolderItem(none)];
          const before = pick.items.find(({ choice }) => choice?.location === chosen(state.draft)?.location);
          if (before !== undefined) pick.activeItems = [before];
        };
        show();
        return lakehouses.onDidChange(show);
      },
      accept: async ([item]) => {
        if (item?.choice !== undefined) return true;
        await vscode.commands.executeCommand('overwatch.addLakehouse');
        return false;
      },
    });
    return follow(picked, state, ([item]) =>
      item?.choice === undefined ? state.draft : choose(state.draft, item.choice),
    );
  };
}

/** The step of a wizard that starts from a database. */
export function databaseStep<Draft extends { readonly database: PlaceChoice | undefined }>(
  services: Services,
  title: string,
  choose: PlaceQuestion<Draft>['choose'],
): Step<WizardState<Draft>> {
  return placeStep(services, {
    kind: 'database',
    title,
    placeholder: vscode.l10n.t('Which Overwatch database?'),
    none: vscode.l10n.t('no Overwatch database was found'),
    chosen: ({ database }) => database,
    choose,
  });
}

function placeItem(choice: PlaceChoice, kind: PlaceQuestion<unknown>['kind']): PlaceItem {
  return {
    label: choice.name,
    description: shortenFolder(shownPlace(choice.location), os.homedir()),
    iconPath: new vscode.ThemeIcon(kind === 'database' ? 'database' : 'archive'),
    choice,
  };
}

function addFolderItem(none: string): PlaceItem {
  return {
    label: vscode.l10n.t('Add Lakehouse…'),
    description: none,
    alwaysShow: true,
    choice: undefined,
  };
}
