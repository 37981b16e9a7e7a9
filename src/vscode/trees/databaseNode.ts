/** An Overwatch database, with its tables by medallion layer. */

import * as vscode from 'vscode';
import { shownPlace } from '../../lakehouse/placeText';
import { type InterruptedRuns, rootOfDatabase } from '../runs/interrupted';
import type { Tables } from '../tables';
import { summarisePlace } from '../tableTotals';
import { healthNode } from './healthNode';
import { showInterrupted } from './interruptedNode';
import { layerNodes } from './layerNode';
import { messageNode } from './messageNode';
import { type DatabaseSubject, placeContext, type TreeNode } from './node';

export function databaseNode(
  database: DatabaseSubject,
  tables: Tables,
  interrupted: InterruptedRuns,
): TreeNode {
  const id = `database:${database.folder}:${database.location}`;
  const { lakehouse, name, location } = database;
  // A restore or a migration that was killed leaves only a part of a database behind.
  const root = rootOfDatabase(location);
  const own = root === undefined ? [location] : [location, root];
  const shows = [...own];
  return {
    id,
    subject: { kind: 'database', ...database },
    shows,
    item: () => {
      const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Collapsed);
      item.iconPath = new vscode.ThemeIcon('database');
      item.tooltip = shownPlace(location);
      item.contextValue = `database canSnapshot hasHealth canAlert canRefresh hasCli ${placeContext(lakehouse)}`;
      item.description = summarisePlace(lakehouse, location, tables);
      const run = root === undefined ? undefined : interrupted.at(lakehouse, root);
      if (run !== undefined) showInterrupted(item, run);
      return item;
    },
    children: async () => {
      const entries = await tables.list(lakehouse, location);
      shows.splice(0, shows.length, ...own, ...entries.map((entry) => entry.location));
      if (entries.length === 0) return [messageNode.empty(`${id}/empty`, vscode.l10n.t('No tables'))];
      const layers = layerNodes({ id, lakehouse, owner: name, entries, tables, areCopies: false });
      return [healthNode(id, database, tables), ...layers];
    },
  };
}
