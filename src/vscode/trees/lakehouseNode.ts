/** A folder that is looked at, with the Overwatch databases found in it. */

import path from 'node:path';
import * as vscode from 'vscode';
import { exhaustive } from '../../base/fault';
import { formatCount } from '../../base/format';
import type { Scan, ScannedFolder } from '../lakehouses';
import type { Loaded } from '../loaded';
import { sentence } from '../notify';
import type { Tables } from '../tables';
import { databaseNode } from './databaseNode';
import { messageNode } from './messageNode';
import type { TreeNode } from './node';

export function lakehouseNode({ folder, origin, scan }: ScannedFolder, tables: Tables): TreeNode {
  const id = `lakehouse:${folder}`;
  return {
    id,
    subject: { kind: 'folder', folder, origin },
    item: () => {
      const item = new vscode.TreeItem(path.basename(folder), vscode.TreeItemCollapsibleState.Expanded);
      item.iconPath = iconOf(scan);
      item.description = describe(scan);
      item.tooltip = scan.kind === 'failed' ? sentence(scan.error) : folder;
      item.contextValue = `lakehouse hasPath canRefresh hasCli${origin === 'setting' ? ' canRemove' : ''}`;
      return item;
    },
    children: async () => childrenOf(id, folder, scan, tables),
  };
}

function childrenOf(id: string, folder: string, scan: Loaded<Scan>, tables: Tables): readonly TreeNode[] {
  switch (scan.kind) {
    case 'loading':
      return [messageNode.loading(`${id}/loading`, vscode.l10n.t('Looking for databases…'))];
    case 'failed':
      return [messageNode.error(`${id}/error`, scan.error)];
    case 'ready': {
      const { lakehouse, entries } = scan.value;
      const nodes = entries.flatMap((entry) => {
        if (entry.kind === 'backup') return [];
        if (entry.kind === 'unreachable') {
          return [
            messageNode.unreachable(`${id}/unreachable:${entry.location}`, entry.location, entry.error),
          ];
        }
        return [databaseNode({ lakehouse, folder, name: entry.name, location: entry.location }, tables)];
      });
      if (nodes.length > 0) return nodes;
      return [messageNode.empty(`${id}/empty`, vscode.l10n.t('No Overwatch database here'))];
    }
    default:
      return exhaustive(scan);
  }
}

function iconOf(scan: Loaded<Scan>): vscode.ThemeIcon {
  if (scan.kind === 'loading') return new vscode.ThemeIcon('loading~spin');
  return new vscode.ThemeIcon(scan.kind === 'failed' ? 'warning' : 'folder-library');
}

function describe(scan: Loaded<Scan>): string {
  if (scan.kind === 'loading') return '';
  if (scan.kind === 'failed') return vscode.l10n.t('cannot be read');
  return formatCount(scan.value.entries.filter(({ kind }) => kind === 'database').length, 'database');
}
