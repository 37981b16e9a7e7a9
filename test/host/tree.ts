/** Tree views: found, opened and read by keyboard, as somebody without a mouse does it. */

import { setTimeout as delay } from 'node:timers/promises';
import { readAllRows } from './lists';
import { holds, matches, type Surface, type Wait } from './surface';

export interface TreeRow {
  readonly index: number;
  /** 1 for a row at the top. */
  readonly level: number;
  readonly label: string;
  readonly description: string;
  /** What a screen reader says. */
  readonly ariaLabel: string;
  /** Undefined for a row without children. */
  readonly expanded: boolean | undefined;
  readonly focused: boolean;
}

/** Labels from the top down to the row meant. */
export type TreePath = readonly (string | RegExp)[];

const stepMs = 400;

export type Tree = ReturnType<typeof treeOf>;

/** How long a menu may take to show, ms, before its key counts as lost. */
const KEY_LOST = 3_000;

/** The helpers for the tree of one view, named by its title. */
export function treeOf(surface: Surface, view: string) {
  const { page, press, eventually } = surface;
  const list = `.monaco-list[role="tree"][aria-label=${JSON.stringify(view)}]`;
  const pane = page.locator('.pane', { has: page.locator(`.pane-header[aria-label^="${view}"]`) });

  /** Opens the view where it is folded, and gives its tree the focus. */
  async function focusTree(): Promise<void> {
    const header = pane.locator('.pane-header').first();
    await header.waitFor({ state: 'visible', timeout: 10_000 });
    if ((await header.getAttribute('aria-expanded')) === 'false') {
      await header.focus();
      await press('Enter');
    }
    await page.locator(list).focus({ timeout: 10_000 });
  }

  async function drawn(): Promise<TreeRow[]> {
    return (await page.evaluate(`[...document.querySelectorAll(${JSON.stringify(`${list} .monaco-list-rows > .monaco-list-row`)})]
      .map((row) => ({
        index: Number(row.dataset.index),
        level: Number(row.getAttribute('aria-level')),
        label: row.querySelector('.label-name')?.textContent.trim() ?? '',
        description: row.querySelector('.label-description')?.textContent.trim() ?? '',
        ariaLabel: row.getAttribute('aria-label') ?? '',
        expanded: row.hasAttribute('aria-expanded') ? row.getAttribute('aria-expanded') === 'true' : undefined,
        focused: row.classList.contains('focused'),
      }))`)) as TreeRow[];
  }

  async function focused(): Promise<TreeRow | undefined> {
    return (await drawn()).find((row) => row.focused);
  }

  /** Presses a key that moves the focus, and returns the row it is on then; undefined where it did not move. */
  async function move(key: string, from: TreeRow | undefined): Promise<TreeRow | undefined> {
    await press(key);
    for (const end = Date.now() + stepMs; Date.now() < end; await delay(10)) {
      const row = await focused();
      if (row !== undefined && row.index !== from?.index) return row;
    }
    return undefined;
  }

  /** Walks from the top row down to the path, opening what is on the way; undefined where a label is not there (yet). */
  async function walk(path: TreePath): Promise<TreeRow | undefined> {
    await focusTree();
    await press('Home');
    let row = await focused();
    for (const [depth, wanted] of path.entries()) {
      while (row !== undefined && !(row.level === depth + 1 && matches(row.label, wanted))) {
        if (row.level <= depth) return undefined;
        row = await move('ArrowDown', row);
      }
      if (row === undefined || depth === path.length - 1) return row;
      if (row.expanded === false) await press('ArrowRight');
      row = await move('ArrowDown', row);
    }
    return row;
  }

  /** Moves the focus to a row, opening its parents, and waits for it where it is still loading. */
  function focus(path: TreePath, wait: Wait = {}): Promise<TreeRow> {
    return eventually(`row ${titleOf(path)}`, () => walk(path), {
      limitMs: 30_000,
      seen: async () => (await rows()).map(({ label, description }) => `${label} (${description})`),
      ...wait,
    });
  }

  /** Waits until a row's description holds what is given; sizes and counts come after the row itself. */
  async function describedAs(path: TreePath, description: string | RegExp): Promise<TreeRow> {
    const { index } = await focus(path);
    return eventually(
      `${titleOf(path)} is described as “${description}”`,
      async () => (await drawn()).find((row) => row.index === index && holds(row.description, description)),
      { seen: async () => (await drawn()).find((row) => row.index === index)?.description },
    );
  }

  async function setExpanded(path: TreePath, expanded: boolean): Promise<void> {
    const { index } = await focus(path);
    const isSo = async () => (await drawn()).some((row) => row.index === index && row.expanded === expanded);
    if (await isSo()) return;
    await press(expanded ? 'ArrowRight' : 'ArrowLeft');
    await eventually(`${titleOf(path)} ${expanded ? 'opens' : 'folds'}`, isSo);
  }

  /** All rows that are open now, top to bottom, also those scrolled out of view. */
  function rows(): Promise<TreeRow[]> {
    return readAllRows(surface, list, drawn);
  }

  /** The hover of a row, as text. */
  async function tooltip(path: TreePath): Promise<string> {
    await focus(path);
    await press('Control+K', 'Control+I');
    const hovers = page.locator('.monaco-hover:visible, .workbench-hover:visible');
    // A row's hover is a card of several lines; that of an icon is its name.
    const text = await eventually(`hover of ${titleOf(path)}`, async () =>
      (await hovers.allInnerTexts()).map((one) => one.trim()).find((one) => one.includes('\n')),
    );
    await press('Escape');
    return text;
  }

  /** Opens the context menu of a row and returns the items' names. */
  async function contextMenu(path: TreePath): Promise<string[]> {
    let pressedAt = 0;
    return eventually(`context menu of ${titleOf(path)}`, async () => {
      const names = await menuItems(surface).allInnerTexts();
      if (names.length > 0) return names.map((name) => name.split('\n')[0]?.trim() ?? '');
      // A view that refreshes at this moment loses the key.
      if (Date.now() - pressedAt > KEY_LOST) {
        await focus(path);
        await press('Shift+F10');
        pressedAt = Date.now();
      }
      return false;
    });
  }

  /** Chooses an item of a row's context menu. */
  async function chooseFromMenu(path: TreePath, item: string | RegExp): Promise<void> {
    const names = await contextMenu(path);
    if (!names.some((name) => matches(name, item))) {
      await press('Escape');
      throw new Error(`The menu of ${titleOf(path)} has no “${item}”, only ${names.join(', ')}`);
    }
    const focused = page.locator('.monaco-menu .action-item.focused .action-label:visible');
    await eventually(`“${item}” of the menu of ${titleOf(path)} has the focus`, async () => {
      if ((await focused.allInnerTexts()).some((name) => matches(name.trim(), item))) return true;
      await press('ArrowDown');
      return false;
    });
    await press('Enter');
  }

  /** Clicks a button that a row shows while it is hovered. */
  async function inlineAction(path: TreePath, name: string | RegExp): Promise<void> {
    const { index } = await focus(path);
    const row = page.locator(`${list} .monaco-list-row[data-index="${index}"]`);
    await row.hover({ timeout: 5_000 });
    await row.getByRole('button', { name }).first().click({ timeout: 5_000 });
  }

  /** Clicks a button of the view's title bar. */
  async function titleAction(name: string | RegExp): Promise<void> {
    await pane.first().hover({ timeout: 5_000 });
    await pane.locator('.pane-header').getByRole('button', { name }).first().click({ timeout: 5_000 });
  }

  /** The text a view shows instead of rows; waits for it. */
  function welcome(): Promise<string> {
    const text = pane.locator('.welcome-view-content').first();
    return eventually(`welcome text of ${view}`, async () =>
      (await text.isVisible()) ? (await text.allInnerTexts()).join('\n').trim() : undefined,
    );
  }

  return {
    focus,
    describedAs,
    rows,
    tooltip,
    contextMenu,
    chooseFromMenu,
    inlineAction,
    titleAction,
    welcome,
    expand: (path: TreePath) => setExpanded(path, true),
    collapse: (path: TreePath) => setExpanded(path, false),
  };

  function titleOf(path: TreePath): string {
    return `${view} › ${path.join(' › ')}`;
  }
}

function menuItems({ page }: Surface) {
  return page.locator('.monaco-menu .action-item:not(.disabled) .action-menu-item:visible');
}
