/** A lakehouse that is looked at, a folder or a SQL warehouse, with the Overwatch databases found in it. */

import path from 'node:path';
import * as vscode from 'vscode';
import { exhaustive } from '../../base/fault';
import { formatCount } from '../../base/format';
import { isDatabricksAddress } from '../../lakehouse/address';
import type { LakehouseEntry } from '../../lakehouse/lakehouse';
import { shownPlace } from '../../lakehouse/placeText';
import type { Scan, ScannedFolder } from '../lakehouses';
import type { Loaded } from '../loaded';
import { sentence } from '../notify';
import type { InterruptedRuns } from '../runs/interrupted';
import type { Tables } from '../tables';
import { databaseNode } from './databaseNode';
import { messageNode } from './messageNode';
import type { DatabaseSubject, TreeNode } from './node';
import { type LakehouseLook, troubleNodes, troubleOf, workspaceLook } from './workspaceLook';

/** @param all the lakehouses that are shown, this one among them */
export function lakehouseNode(
  scanned: ScannedFolder,
  all: readonly ScannedFolder[],
  tables: Tables,
  interrupted: InterruptedRuns,
): TreeNode {
  const { folder, origin, scan } = scanned;
  const id = `lakehouse:${folder}`;
  const look = isDatabricksAddress(folder)
    ? workspaceLook(
        folder,
        all.map((other) => other.folder),
      )
    : folderLook(folder);
  return {
    id,
    subject: { kind: 'folder', folder, origin },
    item: () => {
      const item = new vscode.TreeItem(look.label, vscode.TreeItemCollapsibleState.Expanded);
      item.iconPath = iconOf(scan, look);
      item.description = describe(scan, look);
      item.tooltip = scan.kind === 'failed' ? sentence(scan.error) : look.tooltip;
      item.contextValue = `lakehouse canRefresh hasCli ${look.context}${origin === 'setting' ? ' canRemove' : ''}`;
      return item;
    },
    children: async () => childrenOf(id, scanned, (database) => databaseNode(database, tables, interrupted)),
  };
}

function folderLook(folder: string): LakehouseLook {
  return {
    label: path.basename(folder),
    icon: 'folder-library',
    tooltip: folder,
    loading: '',
    context: 'hasPath',
  };
}

function childrenOf(
  id: string,
  { folder, origin, scan }: ScannedFolder,
  nodeOf: (database: DatabaseSubject) => TreeNode,
): readonly TreeNode[] {
  const looking = messageNode.loading(`${id}/loading`, vscode.l10n.t('Looking for databases…'));
  switch (scan.kind) {
    case 'loading':
      return [looking];
    case 'failed':
      return [
        messageNode.error(`${id}/error`, scan.error),
        ...(isDatabricksAddress(folder)
          ? troubleNodes(id, { kind: 'folder', folder, origin }, scan.error)
          : []),
      ];
    case 'ready': {
      const { lakehouse, entries, isComplete } = scan.value;
      const nodes = entries.flatMap((entry) => {
        if (entry.kind === 'backup') return [];
        if (entry.kind === 'unreachable') {
          return [
            messageNode.unreachable(
              `${id}/unreachable:${entry.location}`,
              shownPlace(entry.location),
              entry.error,
            ),
          ];
        }
        return [nodeOf({ lakehouse, folder, name: entry.name, location: entry.location })];
      });
      if (!isComplete) return [...nodes, looking];
      if (nodes.length > 0) return nodes;
      const text = entries.some(({ kind }) => kind === 'backup')
        ? vscode.l10n.t('No database here, only what the view Backups shows')
        : vscode.l10n.t('No Overwatch database here');
      return [messageNode.empty(`${id}/empty`, text)];
    }
    default:
      return exhaustive(scan);
  }
}

function iconOf(scan: Loaded<Scan>, { icon }: LakehouseLook): vscode.ThemeIcon {
  if (scan.kind === 'loading') return new vscode.ThemeIcon('loading~spin');
  return new vscode.ThemeIcon(scan.kind === 'failed' ? troubleOf(scan.error).icon : icon);
}

function describe(scan: Loaded<Scan>, { loading }: LakehouseLook): string {
  if (scan.kind === 'loading') return loading;
  if (scan.kind === 'failed') return troubleOf(scan.error).text;
  const count = (kind: LakehouseEntry['kind']) =>
    scan.value.entries.filter((entry) => entry.kind === kind).length;
  const [databases, backups] = [count('database'), count('backup')];
  return databases === 0 && backups > 0 ? formatCount(backups, 'backup') : formatCount(databases, 'database');
}
