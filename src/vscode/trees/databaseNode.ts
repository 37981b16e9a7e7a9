/** An Overwatch database, with its tables by medallion layer. */

import * as vscode from 'vscode';
import type { TableEntry } from '../../lakehouse/lakehouse';
import type { Tables } from '../tables';
import { summarise } from '../tableTotals';
import { layerNodes } from './layerNode';
import { messageNode } from './messageNode';
import type { DatabaseSubject, TreeNode } from './node';

export function databaseNode(database: DatabaseSubject, tables: Tables): TreeNode {
  const id = `database:${database.folder}:${database.location}`;
  const { lakehouse, name, location } = database;
  const shows: string[] = [];
  let entries: readonly TableEntry[] = [];
  return {
    id,
    subject: { kind: 'database', ...database },
    shows,
    item: () => {
      const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Collapsed);
      item.iconPath = new vscode.ThemeIcon('database');
      item.tooltip = location;
      item.contextValue = 'database canSnapshot hasPath canRefresh hasCli';
      if (entries.length > 0) item.description = summarise(lakehouse, entries, tables);
      return item;
    },
    children: async () => {
      entries = await tables.list(lakehouse, location);
      shows.splice(0, shows.length, ...entries.map((entry) => entry.location));
      if (entries.length === 0) return [messageNode.empty(`${id}/empty`, vscode.l10n.t('No tables'))];
      return layerNodes({ id, lakehouse, owner: name, entries, tables });
    },
  };
}
