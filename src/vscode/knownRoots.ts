/** Roots that are remembered over sessions, newest first, each with the warehouse that reads it where it is no folder of this machine. */

import type * as vscode from 'vscode';

export interface KnownRoot {
  readonly root: string;
  /** Undefined for a folder of this machine. */
  readonly warehouse?: {
    /** The address by which it was reached. */
    readonly address: string;
    /** The workspace that the root is a place of. */
    readonly host: string;
  };
}

/** Folders are kept as their paths, as they always were. */
type Stored = string | KnownRoot;

export interface KnownRoots {
  list(): readonly KnownRoot[];
  /** Puts a root at the head. */
  add(root: KnownRoot): Promise<void>;
  remove(root: KnownRoot): Promise<void>;
}

/** @param kept how many are remembered */
export function createKnownRoots(state: vscode.Memento, key: string, kept: number): KnownRoots {
  const list = () =>
    state.get<readonly Stored[]>(key, []).map((one) => (typeof one === 'string' ? { root: one } : one));
  const others = (root: KnownRoot) => list().filter((other) => !isSameRoot(other, root));
  const keep = (roots: readonly KnownRoot[]) =>
    state.update(
      key,
      roots.slice(0, kept).map((one): Stored => (one.warehouse === undefined ? one.root : one)),
    );
  return {
    list,
    add: async (root) => keep([root, ...others(root)]),
    remove: async (root) => {
      if (others(root).length < list().length) await keep(others(root));
    },
  };
}

export function isSameRoot(one: KnownRoot, other: KnownRoot): boolean {
  return one.root === other.root && one.warehouse?.host === other.warehouse?.host;
}

/** The roots of one workspace, or with undefined those that are folders of this machine. */
export function rootsAt(roots: readonly KnownRoot[], host: string | undefined): readonly string[] {
  return roots.filter(({ warehouse }) => warehouse?.host === host).map(({ root }) => root);
}
