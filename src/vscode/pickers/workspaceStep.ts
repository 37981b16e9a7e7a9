/** Which of the workspaces that were added: the choice of commands that talk to one. */

import * as vscode from 'vscode';
import { isDatabricksAddress } from '../../lakehouse/address';
import { addedWorkspaces } from '../settings';
import { readWorkspace, workspaceName } from '../workspaces/workspaceName';
import { showPick } from './quickPick';
import type { Step } from './steps';
import type { Source } from './wizard';

/**
 * The workspace that the database or backup is of, else the only one that was added; undefined where it has to be asked for.
 *
 * @param asked the one that was chosen in its step. That step stays, although the one that was added there may be the only one by now:
 *   without it, the step that comes next would be skipped.
 */
export function givenWorkspace(source: Source | undefined, asked?: string): string | undefined {
  if (source?.folder !== undefined && isDatabricksAddress(source.folder)) return source.folder;
  if (asked !== undefined) return undefined;
  const added = addedWorkspaces();
  return added.length === 1 ? added[0] : undefined;
}

interface WorkspaceItem extends vscode.QuickPickItem {
  /** Undefined for the item that adds one. */
  readonly address: string | undefined;
}

export interface WorkspaceQuestion<State> {
  readonly title: (state: State) => string;
  readonly choose: (state: State, address: string) => State;
}

export function workspaceStep<State>({ title, choose }: WorkspaceQuestion<State>): Step<State> {
  return async (state, position) => {
    const picked = await showPick<WorkspaceItem>({
      title: title(state),
      position,
      placeholder: vscode.l10n.t('In which workspace?'),
      items: items(),
      accept: async ([item], pick) => {
        if (item?.address !== undefined) return true;
        await vscode.commands.executeCommand('overwatch.addLakehouse');
        pick.items = items();
        return false;
      },
    });
    if (picked === 'back' || picked === 'cancel') return { go: picked };
    const [item] = picked.items;
    return { go: 'next', state: item?.address === undefined ? state : choose(state, item.address) };
  };
}

function items(): WorkspaceItem[] {
  const added = addedWorkspaces();
  const add: WorkspaceItem = {
    label: vscode.l10n.t('Add Lakehouse…'),
    description: added.length === 0 ? vscode.l10n.t('no workspace was added yet') : '',
    iconPath: new vscode.ThemeIcon('add'),
    alwaysShow: true,
    address: undefined,
  };
  return [...added.map(workspaceItem), add];
}

function workspaceItem(address: string): WorkspaceItem {
  const known = readWorkspace(address);
  return {
    label: workspaceName(address),
    description: known === undefined ? '' : vscode.l10n.t('SQL warehouse {0}', known.warehouse),
    iconPath: new vscode.ThemeIcon('cloud'),
    address,
  };
}
