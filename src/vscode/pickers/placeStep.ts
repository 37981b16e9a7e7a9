/** Step: which database, or which backup. */

import os from 'node:os';
import * as vscode from 'vscode';
import { shownPlace } from '../../lakehouse/placeText';
import { shortenFolder } from '../folders';
import { entriesOf, isBeingScanned } from '../lakehouses';
import type { Services } from '../services';
import { showPick } from './quickPick';
import type { Step } from './steps';
import { follow, type PlaceChoice, type Source, type WizardState } from './wizard';

export interface PlaceQuestion<Draft> {
  readonly kind: 'database' | 'backup';
  readonly title: (draft: Draft) => string;
  readonly placeholder: string;
  /** Said where there is none, beside the item that adds a folder. */
  readonly none: string;
  readonly chosen: (draft: Draft) => Source | undefined;
  readonly choose: (draft: Draft, source: Source) => Draft;
  /** For one that no lakehouse here knows; without it there is no such choice. */
  readonly typed?: TypedSource;
  /** Why one of those that were found cannot be chosen. */
  readonly refusal?: (place: PlaceChoice) => string | undefined;
}

/** The way to a source by its name or its path. */
export interface TypedSource {
  readonly label: string;
  readonly description: string;
  /** @param before what was typed before. @returns undefined when the user has closed the box. */
  readonly ask: (before: string | undefined) => Promise<Source | undefined>;
}

/** What a wizard says of the step itself. */
export type SourceQuestion<Draft> = Pick<PlaceQuestion<Draft>, 'title' | 'choose' | 'typed' | 'refusal'>;

interface PlaceItem extends vscode.QuickPickItem {
  /** `add` adds a lakehouse, `type` asks for a name; undefined for what cannot be chosen. */
  readonly choice: PlaceChoice | 'add' | 'type' | undefined;
}

export function placeStep<Draft>(
  { lakehouses }: Services,
  question: PlaceQuestion<Draft>,
): Step<WizardState<Draft>> {
  const { kind, title, placeholder, none, chosen, choose, typed } = question;
  return async (state, position) => {
    const before = chosen(state.draft);
    const nameBefore = before?.folder === undefined ? before?.location : undefined;
    let answer: Source | undefined;
    const picked = await showPick<PlaceItem>({
      title: title(state.draft),
      position,
      placeholder,
      items: [],
      onOpen: (pick) => {
        const show = () => {
          const folders = lakehouses.list();
          pick.busy = folders.some(isBeingScanned);
          const found = entriesOf(folders, kind).map(({ folder, entry: { name, location } }) =>
            placeItem({ name, location, folder }, question),
          );
          pick.items = [
            ...found,
            ...(pick.busy || found.length > 0 ? [] : [addFolderItem(none)]),
            ...(typed === undefined ? [] : [typedItem(typed, nameBefore)]),
          ];
          const active = pick.items.find(({ choice }) =>
            choice === 'type' ? nameBefore !== undefined : isAt(choice, before?.location),
          );
          if (active !== undefined) pick.activeItems = [active];
        };
        show();
        return lakehouses.onDidChange(show);
      },
      accept: async ([item]) => {
        switch (item?.choice) {
          case undefined:
            return false;
          case 'add':
            await vscode.commands.executeCommand('overwatch.addLakehouse');
            return false;
          case 'type':
            answer = await typed?.ask(nameBefore);
            return answer === undefined ? false : 'asked';
          default:
            answer = item?.choice;
            return true;
        }
      },
    });
    return follow(picked, state, () => (answer === undefined ? state.draft : choose(state.draft, answer)));
  };
}

function isAt(choice: PlaceItem['choice'], location: string | undefined): boolean {
  return typeof choice === 'object' && choice.location === location;
}

/** The step of a wizard that starts from a database. */
export function databaseStep<Draft extends { readonly database: Source | undefined }>(
  services: Services,
  question: SourceQuestion<Draft>,
): Step<WizardState<Draft>> {
  return placeStep(services, {
    ...question,
    kind: 'database',
    placeholder: vscode.l10n.t('Which Overwatch database?'),
    none: vscode.l10n.t('no Overwatch database was found'),
    chosen: ({ database }) => database,
  });
}

/** The step of a wizard that starts from a backup. */
export function backupStep<Draft extends { readonly backup: Source | undefined }>(
  services: Services,
  question: SourceQuestion<Draft>,
): Step<WizardState<Draft>> {
  return placeStep(services, {
    ...question,
    kind: 'backup',
    placeholder: vscode.l10n.t('Which backup?'),
    none: vscode.l10n.t('no backup was found'),
    chosen: ({ backup }) => backup,
  });
}

function placeItem<Draft>(
  choice: PlaceChoice,
  { kind, refusal }: Pick<PlaceQuestion<Draft>, 'kind' | 'refusal'>,
): PlaceItem {
  const why = refusal?.(choice);
  return {
    label: choice.name,
    description: shortenFolder(shownPlace(choice.location), os.homedir()),
    iconPath: new vscode.ThemeIcon(kind === 'database' ? 'database' : 'archive'),
    ...(why === undefined ? { choice } : { choice: undefined, detail: `$(circle-slash) ${why}` }),
  };
}

function typedItem({ label, description }: TypedSource, before: string | undefined): PlaceItem {
  return {
    label,
    description: before ?? description,
    iconPath: new vscode.ThemeIcon('edit'),
    alwaysShow: true,
    choice: 'type',
  };
}

function addFolderItem(none: string): PlaceItem {
  return {
    label: vscode.l10n.t('Add Lakehouse…'),
    description: none,
    alwaysShow: true,
    choice: 'add',
  };
}
