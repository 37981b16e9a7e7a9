/**
 * Runs the extension in a real VS Code and drives it from outside, in a browser, as a person does.
 * Every wait has a limit, and its error names the step and a screenshot of that moment.
 */

import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openWorkbench } from '../../scripts/vscode-host/browser.mjs';
import { type HostOptions, startHost } from '../../scripts/vscode-host/server.mjs';
import { wheelSettings } from './lists';
import { dialogsOf, notificationsOf } from './notifications';
import { quickPickOf } from './quickPick';
import { surfaceOf } from './surface';
import { type Tree, treeOf } from './tree';
import { webviewsOf } from './webview';

/** A place in the editor area where the mouse is over nothing. */
const REST = { x: 760, y: 140 };

export type { Frame, Locator, Page } from '../../scripts/vscode-host/browser.mjs';
export type { Dialog, Notification } from './notifications';
export type { QuickPickItem, QuickPickState } from './quickPick';
export type { TreePath, TreeRow } from './tree';
export type { AxeViolation } from './webview';

const root = path.resolve(__dirname, '../..');
const readyLimitMs = 60_000;
/** How long a container has to stay open to count as such, ms. */
const OPEN_FOR_GOOD = 300;

/** How long the editor may take to write what extensions keep. */
const STORAGE_DELAY_MS = 1_000;

/** Nothing fades in or out, so that a screenshot shows what is there. */
const stillSettings = { 'workbench.reduceMotion': 'on' };

const themes = {
  dark: { name: 'Dark Modern', marker: 'vs-dark' },
  light: { name: 'Light Modern', marker: 'vs' },
  'high-contrast': { name: 'Dark High Contrast', marker: 'hc-black' },
} as const;

export type Theme = keyof typeof themes;

export type Workbench = Awaited<ReturnType<typeof launch>>;

export interface LaunchOptions
  extends Omit<HostOptions, 'extensionPath' | 'folder' | 'userSettings' | 'testsPath'> {
  /** Folder of the extension; this repository unless given. */
  readonly extensionPath?: string;
  /** Size of the window in pixels; 1400 by 900 unless given. */
  readonly width?: number;
  readonly height?: number;
}

/**
 * Starts VS Code with the extension on a folder and waits until its icon is in the activity bar.
 * Everything the editor prints goes to `artifacts/host.log`. End it with `close()`.
 */
export async function launch(
  folder: string,
  settings: Readonly<Record<string, unknown>> = {},
  { extensionPath = root, width, height, ...options }: LaunchOptions = {},
) {
  // A test run that is told to end must end the server too; the server does that when this process exits.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
  const artifacts = path.join(root, 'artifacts');
  mkdirSync(artifacts, { recursive: true });
  const logFile = path.join(artifacts, 'host.log');
  const host = await startHost({
    logFile,
    ...options,
    extensionPath,
    folder,
    userSettings: { ...stillSettings, ...wheelSettings, ...settings },
  });
  const { browser, page } = await openWorkbench(host, {
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
    onConsole: (line) => appendFileSync(logFile, `${line}\n`),
  }).catch(async (error: unknown) => {
    await host.stop();
    throw error;
  });
  const surface = surfaceOf(page);
  const { eventually, press, screenshot } = surface;
  const quickPick = quickPickOf(surface);
  const webviews = webviewsOf(surface, host.installation.require);

  const close = async () => {
    await browser.close();
    await host.stop();
  };

  async function ready(): Promise<void> {
    const icon = page.locator('.activitybar a.action-label[aria-label^="Overwatch"]');
    await eventually('VS Code shows the Overwatch icon', () => icon.isVisible(), { limitMs: readyLimitMs });
  }

  /** Opens a container of the activity bar by its name. */
  async function openContainer(name: string): Promise<void> {
    const tab = page.locator('.activitybar .action-item', {
      has: page.locator(`a.action-label[aria-label^="${name}"]`),
    });
    const title = page.locator('.sidebar .composite.title', { hasText: new RegExp(name, 'i') });
    await eventually(`container ${name} opens`, async () => {
      if (await title.isVisible()) {
        // A window that was loaded anew opens it too: a click just before that has closed it then.
        await delay(OPEN_FOR_GOOD);
        return title.isVisible();
      }
      if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click({ timeout: 10_000 });
      // A mouse that rests on the icon would bring up its hover in the middle of a test.
      await page.mouse.move(REST.x, REST.y);
      return false;
    });
  }

  /** Titles of the open editors, in the order of their tabs. */
  async function editors(): Promise<string[]> {
    return (await page.locator('.tabs-container .tab .label-name').allInnerTexts()).map((title) =>
      title.trim(),
    );
  }

  /** Waits for an editor with a title and returns the lines that its text shows (VS Code draws only those in view). */
  function editorText(title: string | RegExp): Promise<string> {
    return eventually(
      `editor “${title}” is in front`,
      async () => {
        const active = page.locator('.tab.active', { hasText: title });
        if (!(await active.first().isVisible())) return undefined;
        const lines = page.locator('.editor-group-container.active .monaco-editor .view-line');
        const text = (await lines.allInnerTexts()).join('\n').replaceAll('\u00a0', ' ');
        return text === '' ? undefined : text;
      },
      { seen: editors },
    );
  }

  /** Loads the window anew, as Developer: Reload Window does. */
  async function reload(): Promise<void> {
    // In a browser the editor writes what it keeps a moment later, and a page that goes does not wait for it.
    await delay(STORAGE_DELAY_MS);
    await page.reload({ timeout: readyLimitMs });
    await ready();
  }

  /** Switches the colour theme and waits until it shows. */
  async function theme(theme: Theme): Promise<void> {
    const { name, marker } = themes[theme];
    await quickPick.runCommand('Preferences: Color Theme');
    await quickPick.waitFor('Select Color Theme');
    await quickPick.type(name);
    await quickPick.pick(name);
    await quickPick.closed();
    await eventually(`theme ${name}`, () => page.locator(`.monaco-workbench.${marker}`).isVisible());
  }

  try {
    await ready();
  } catch (error) {
    await close();
    throw error;
  }

  return {
    page,
    press,
    eventually,
    screenshot,
    runCommand: quickPick.runCommand,
    quickPick,
    openContainer,
    /** The helpers for the tree of a view, by the view's title. */
    tree: (view: string): Tree => treeOf(surface, view),
    notifications: notificationsOf(surface),
    dialogs: dialogsOf(surface),
    webviewFrame: webviews.frame,
    axe: webviews.axe,
    editors,
    editorText,
    theme,
    /** Changes user settings and loads the window anew, as this host heeds its settings file at a start only. */
    async updateSettings(changes: Readonly<Record<string, unknown>>): Promise<void> {
      host.updateSettings(changes);
      await reload();
    },
    /** What is on the clipboard. */
    clipboard: async () => String(await page.evaluate('navigator.clipboard.readText()')),
    reload,
    /** Kills the extension host in the middle of whatever it does, and loads the window anew. */
    async crash(): Promise<void> {
      if (host.killExtensionHosts() === 0) throw new Error('There is no extension host to kill');
      await reload();
    },
    close,
  };
}
