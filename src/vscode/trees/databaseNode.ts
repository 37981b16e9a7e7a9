/** An Overwatch database, with its tables by medallion layer. */

import * as vscode from 'vscode';
import type { Tables } from '../tables';
import { summarisePlace } from '../tableTotals';
import { layerNodes } from './layerNode';
import { messageNode } from './messageNode';
import type { DatabaseSubject, TreeNode } from './node';

export function databaseNode(database: DatabaseSubject, tables: Tables): TreeNode {
  const id = `database:${database.folder}:${database.location}`;
  const { lakehouse, name, location } = database;
  const shows = [location];
  return {
    id,
    subject: { kind: 'database', ...database },
    shows,
    item: () => {
      const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Collapsed);
      item.iconPath = new vscode.ThemeIcon('database');
      item.tooltip = location;
      item.contextValue = 'database canSnapshot hasPath canRefresh hasCli';
      item.description = summarisePlace(lakehouse, location, tables);
      return item;
    },
    children: async () => {
      const entries = await tables.list(lakehouse, location);
      shows.splice(0, shows.length, location, ...entries.map((entry) => entry.location));
      if (entries.length === 0) return [messageNode.empty(`${id}/empty`, vscode.l10n.t('No tables'))];
      return layerNodes({ id, lakehouse, owner: name, entries, tables, areCopies: false });
    },
  };
}
