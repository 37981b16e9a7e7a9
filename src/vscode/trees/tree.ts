/** Shows nodes in a view: keeps those that are open, draws again those whose details have arrived. */

import * as vscode from 'vscode';
import { asFault } from '../../base/fault';
import { messageNode } from './messageNode';
import type { TreeNode } from './node';

export interface Tree {
  /** Forgets all nodes and asks for them again. */
  refresh(): void;
  /** Draws the nodes again that show one of these keys. */
  redraw(keys: ReadonlySet<string>): void;
  readonly view: vscode.TreeView<TreeNode>;
}

export function createTree(
  viewId: string,
  roots: () => Promise<readonly TreeNode[]>,
  subscriptions: vscode.Disposable[],
): Tree {
  const changed = new vscode.EventEmitter<TreeNode[] | undefined>();
  let below = new Map<TreeNode | undefined, Promise<readonly TreeNode[]>>();
  let shown = new Set<TreeNode>();

  const childrenOf = async (parent: TreeNode | undefined, known: Set<TreeNode>) => {
    const children = await orError(parent, parent === undefined ? roots : (parent.children ?? none));
    for (const child of children) known.add(child);
    return children;
  };

  const provider: vscode.TreeDataProvider<TreeNode> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: (node) => {
      const item = node.item();
      item.id = node.id;
      // Without it, a screen reader reads the tooltip alone.
      item.accessibilityInformation ??= { label: [item.label, item.description].filter(Boolean).join(', ') };
      return item;
    },
    getChildren: async (parent) => {
      const known = (parent?.isLive?.() ? undefined : below.get(parent)) ?? childrenOf(parent, shown);
      below.set(parent, known);
      return [...(await known)];
    },
  };

  const refresh = () => {
    below = new Map();
    shown = new Set();
    changed.fire(undefined);
  };
  const redraw = (keys: ReadonlySet<string>) => {
    const nodes = [...shown].filter((node) => node.shows?.some((key) => keys.has(key)));
    if (nodes.length > 0) changed.fire(nodes);
  };

  const view = vscode.window.createTreeView(viewId, { treeDataProvider: provider, showCollapseAll: true });
  subscriptions.push(changed, view);
  return { refresh, redraw, view };
}

async function none(): Promise<readonly TreeNode[]> {
  return [];
}

async function orError(
  parent: TreeNode | undefined,
  load: () => Promise<readonly TreeNode[]>,
): Promise<readonly TreeNode[]> {
  try {
    return await load();
  } catch (error) {
    return [messageNode.error(`${parent?.id ?? ''}/error`, asFault(error).toData())];
  }
}
