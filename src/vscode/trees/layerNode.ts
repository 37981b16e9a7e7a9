/** One medallion layer of a database or backup, with its tables. */

import * as vscode from 'vscode';
import type { Lakehouse, TableEntry } from '../../lakehouse/lakehouse';
import { GROUPS, groupOf, type TableGroup } from '../../overwatch/catalog';
import { groupExplanation, groupLabel } from '../groupLabels';
import type { Tables } from '../tables';
import { summarise } from '../tableTotals';
import type { TreeNode } from './node';
import { tableNode } from './tableNode';

export interface LayerOwner {
  /** The id of the node above. */
  readonly id: string;
  readonly lakehouse: Lakehouse;
  /** The name of the database or backup. */
  readonly owner: string;
  readonly entries: readonly TableEntry[];
  readonly tables: Tables;
  /** Whether the tables are copies, which may be behind their sources. */
  readonly areCopies: boolean;
}

const ICONS: Readonly<Record<TableGroup, vscode.ThemeIcon>> = {
  bronze: new vscode.ThemeIcon('layers', new vscode.ThemeColor('overwatch.bronze')),
  silver: new vscode.ThemeIcon('layers', new vscode.ThemeColor('overwatch.silver')),
  gold: new vscode.ThemeIcon('layers', new vscode.ThemeColor('overwatch.gold')),
  report: new vscode.ThemeIcon('pulse'),
  other: new vscode.ThemeIcon('question'),
};

/** A node for each layer that has tables here, in the order data flows through them. */
export function layerNodes(owner: LayerOwner): readonly TreeNode[] {
  return GROUPS.flatMap((group) => {
    const entries = owner.entries.filter(({ name }) => groupOf(name) === group);
    return entries.length === 0 ? [] : [layerNode(group, { ...owner, entries })];
  });
}

function layerNode(group: TableGroup, layer: LayerOwner): TreeNode {
  const { id, lakehouse, owner, entries, tables, areCopies } = layer;
  const ownId = `${id}/${group}`;
  return {
    id: ownId,
    subject: { kind: 'none' },
    shows: entries.map(({ location }) => location),
    item: () => {
      const item = new vscode.TreeItem(groupLabel(group), vscode.TreeItemCollapsibleState.Collapsed);
      item.iconPath = ICONS[group];
      item.description = summarise(lakehouse, entries, tables);
      item.tooltip = groupExplanation(group);
      item.contextValue = 'layer';
      return item;
    },
    children: async () =>
      entries.map((table) => tableNode(ownId, { lakehouse, owner, table }, { tables, isCopy: areCopies })),
  };
}
