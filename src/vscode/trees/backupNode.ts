/** A backup root: the runs that its clone report tells of, and the tables it holds. */

import * as vscode from 'vscode';
import type { RunRecord } from '../../backup/report/runs';
import { asFault } from '../../base/fault';
import { formatAge } from '../../base/format';
import { BACKUP_DATA } from '../../overwatch/recognise';
import { readRuns } from '../runs/readRuns';
import type { Tables } from '../tables';
import { summarisePlace } from '../tableTotals';
import { layerNodes } from './layerNode';
import { messageNode } from './messageNode';
import type { BackupSubject, TreeNode } from './node';
import { pastRunNode } from './pastRunNode';

export function backupNode(name: string, backup: BackupSubject, tables: Tables): TreeNode {
  const id = `backup:${backup.root}`;
  const { lakehouse, root } = backup;
  const data = lakehouse.join(root, BACKUP_DATA);
  const shows = [data];
  return {
    id,
    subject: { kind: 'backup', ...backup },
    shows,
    item: () => {
      const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Collapsed);
      item.iconPath = new vscode.ThemeIcon('archive');
      item.tooltip = root;
      item.contextValue =
        'backup hasReport canRestore canCleanUp canCompare canVerify hasPath canRefresh hasCli';
      item.description = summarisePlace(lakehouse, data, tables);
      return item;
    },
    children: async () => {
      const entries = await tables.list(lakehouse, data);
      shows.splice(0, shows.length, data, ...entries.map((entry) => entry.location));
      const layers =
        entries.length === 0
          ? [messageNode.empty(`${id}/empty`, vscode.l10n.t('No tables'))]
          : layerNodes({ id, lakehouse, owner: name, entries, tables, areCopies: true });
      return [runsNode(id, backup), ...layers];
    },
  };
}

function runsNode(parentId: string, backup: BackupSubject): TreeNode {
  const id = `${parentId}/runs`;
  let newest: RunRecord | undefined;
  return {
    id,
    subject: { kind: 'none' },
    item: () => {
      const item = new vscode.TreeItem(vscode.l10n.t('Runs'), vscode.TreeItemCollapsibleState.Collapsed);
      item.iconPath = new vscode.ThemeIcon('history');
      item.contextValue = 'runs';
      if (newest?.endedAt !== undefined) {
        item.description = formatAge(newest.endedAt, Date.now());
      }
      return item;
    },
    children: async () => {
      try {
        const runs = await readRuns(backup);
        newest = runs[0];
        if (runs.length === 0)
          return [messageNode.empty(`${id}/empty`, vscode.l10n.t('No run is reported here'))];
        return runs.map((run) => pastRunNode(id, backup, run));
      } catch (error) {
        return [messageNode.error(`${id}/error`, asFault(error, vscode.l10n.t('The clone report')).toData())];
      }
    },
  };
}
