/** One table of a run: waiting, copying with its progress, or how it ended. */

import * as vscode from 'vscode';
import { formatBytes } from '../../base/format';
import { aboutTable, sentence } from '../notify';
import type { TableProgress } from '../runs/progress';
import type { TreeNode } from './node';
import { statusIcon, statusLabel } from './status';

export interface RunTable {
  readonly runId: string;
  readonly table: string;
  /** How far the table is now. */
  readonly progress: () => TableProgress | undefined;
}

export function runTableNode({ runId, table, progress }: RunTable): TreeNode {
  return {
    id: `run:${runId}/${table}`,
    shows: [runId],
    subject: { kind: 'none' },
    item: () => {
      const item = new vscode.TreeItem(table);
      const now = progress();
      if (now === undefined) return item;
      item.iconPath = statusIcon(now.state);
      item.description = describe(now);
      item.tooltip = now.error === undefined ? now.target : sentence(now.error);
      item.contextValue = 'runTable';
      return item;
    },
  };
}

function describe({ table, source, state, rowPhase, copiedBytes, totalBytes, error }: TableProgress): string {
  if (error !== undefined) return aboutTable(error, { name: table, location: source });
  if (state === 'copying' && rowPhase !== undefined) return rowPhase;
  if (state === 'copying' && totalBytes > 0)
    return `${formatBytes(copiedBytes)} of ${formatBytes(totalBytes)}`;
  if (state === 'done' || state === 'warning') return `${statusLabel(state)} · ${formatBytes(copiedBytes)}`;
  return statusLabel(state);
}
