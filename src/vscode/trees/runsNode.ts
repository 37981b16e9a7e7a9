/** The runs that a backup's clone report tells of. */

import * as vscode from 'vscode';
import { asFault } from '../../base/fault';
import { readPastRuns } from '../runs/pastRuns';
import { messageNode } from './messageNode';
import type { BackupSubject, TreeNode } from './node';
import { pastRunNode } from './pastRunNode';

export function runsNode(parentId: string, backup: BackupSubject): TreeNode {
  const id = `${parentId}/runs`;
  return {
    id,
    subject: { kind: 'none' },
    item: () => {
      const item = new vscode.TreeItem(vscode.l10n.t('Runs'), vscode.TreeItemCollapsibleState.Collapsed);
      item.iconPath = new vscode.ThemeIcon('history');
      item.tooltip = vscode.l10n.t('The runs that the clone report of this backup tells of, newest first.');
      item.contextValue = 'runs';
      return item;
    },
    children: async () => {
      try {
        const { runs, forgotten, trouble } = await readPastRuns(backup);
        if (runs.length === 0)
          return [messageNode.empty(`${id}/empty`, vscode.l10n.t('No run is reported here'))];
        const nodes = runs.map((run) =>
          pastRunNode(id, backup, { run, runs, forgottenAt: forgotten.get(run.id) }),
        );
        return trouble === undefined ? nodes : [messageNode.error(`${id}/trouble`, trouble), ...nodes];
      } catch (error) {
        return [messageNode.error(`${id}/error`, asFault(error, vscode.l10n.t('The clone report')).toData())];
      }
    },
  };
}
