/** Nodes that say something instead of holding something: nothing here, still loading, failed, out of reach. */

import * as vscode from 'vscode';
import type { FaultData } from '../../base/fault';
import { sentence } from '../notify';
import type { Subject, TreeNode } from './node';
import { statusIcon } from './status';

export const messageNode = {
  empty: (id: string, text: string): TreeNode => message(id, text, new vscode.ThemeIcon('circle-slash')),

  loading: (id: string, text: string): TreeNode => message(id, text, new vscode.ThemeIcon('loading~spin')),

  error: (id: string, error: FaultData): TreeNode =>
    message(
      id,
      error.message,
      new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground')),
      error,
    ),

  unreachable: (id: string, location: string, error: FaultData): TreeNode =>
    message(
      id,
      location,
      new vscode.ThemeIcon('debug-disconnect'),
      error,
      vscode.l10n.t('cannot be reached'),
    ),
};

/** A line that tells something. */
export function noteNode(id: string, text: string, status: 'done' | 'warning'): TreeNode {
  return message(id, text, statusIcon(status));
}

/** A line that does something when it is chosen. */
export function actionNode(
  id: string,
  label: string,
  icon: string,
  command: { readonly id: string; readonly subject: Subject },
): TreeNode {
  return {
    id,
    subject: command.subject,
    item: () => {
      const item = new vscode.TreeItem(label);
      item.iconPath = new vscode.ThemeIcon(icon);
      item.contextValue = 'action';
      item.command = { command: command.id, title: label, arguments: [{ subject: command.subject }] };
      return item;
    },
  };
}

const NOTHING: Subject = { kind: 'none' };

function message(
  id: string,
  label: string,
  icon: vscode.ThemeIcon,
  error?: FaultData,
  description?: string,
): TreeNode {
  return {
    id,
    subject: NOTHING,
    item: () => {
      const item = new vscode.TreeItem(label);
      item.iconPath = icon;
      item.tooltip = error === undefined ? label : sentence(error);
      if (description !== undefined) item.description = description;
      item.contextValue = 'message canRefresh';
      return item;
    },
  };
}
