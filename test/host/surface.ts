/** What every helper of the harness stands on: the page, waiting with a limit that names the step, and screenshots. */

import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from '../../scripts/vscode-host/browser.mjs';

const root = path.resolve(__dirname, '../..');
const screenshots = path.join(root, 'artifacts/screenshots');
const pollMs = 25;

/** How long a step may take unless it says otherwise, in ms. */
export const stepLimitMs = 15_000;

export interface Surface {
  readonly page: Page;
  /** Presses keys one after the other, such as `Control+K`, wherever the focus is. */
  press(...keys: string[]): Promise<void>;
  /**
   * Waits until the probe gives something other than undefined or false, and returns it.
   * After the limit it throws an error that names the step, what was seen last and a screenshot.
   */
  eventually<T>(step: string, probe: () => Promise<T | undefined | false>, options?: Wait): Promise<T>;
  /** Saves the window as `artifacts/screenshots/<name>.png` and returns that path. */
  screenshot(name: string): Promise<string>;
}

export interface Wait {
  readonly limitMs?: number;
  /** Says what was there instead, for the error. */
  readonly seen?: () => Promise<unknown> | unknown;
}

export function surfaceOf(page: Page): Surface {
  async function screenshot(name: string): Promise<string> {
    mkdirSync(screenshots, { recursive: true });
    const file = path.join(screenshots, `${name.replace(/[^\w.-]+/g, '-')}.png`);
    await page.screenshot({ path: file });
    return file;
  }

  async function eventually<T>(
    step: string,
    probe: () => Promise<T | undefined | false>,
    { limitMs = stepLimitMs, seen }: Wait = {},
  ): Promise<T> {
    const end = Date.now() + limitMs;
    let lastError: unknown;
    do {
      try {
        const found = await probe();
        if (found !== undefined && found !== false) return found;
        lastError = undefined;
      } catch (error) {
        // The page redraws under the probe: an element gone between finding and reading it is tried again.
        lastError = error;
      }
      await delay(pollMs);
    } while (Date.now() < end);
    const instead = seen === undefined ? '' : ` Seen instead: ${JSON.stringify(await seen())}.`;
    const picture = await screenshot(`failed-${step}`).catch((error: unknown) => `none (${error})`);
    throw new Error(`${step}: not within ${limitMs / 1000} s.${instead} Screenshot: ${picture}`, {
      cause: lastError,
    });
  }

  return {
    page,
    screenshot,
    eventually,
    async press(...keys) {
      for (const key of keys) await page.keyboard.press(key);
    },
  };
}

/** Whether a text is the one asked for: a string means exactly that one, a pattern any that it finds. */
export function matches(text: string, wanted: string | RegExp): boolean {
  return typeof wanted === 'string' ? text === wanted : wanted.test(text);
}

/** Whether a text holds the one asked for. */
export function holds(text: string, wanted: string | RegExp): boolean {
  return typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text);
}
