/**
 * VS Code's lists and trees draw only the rows in view. Reading a whole one means turning the wheel over it,
 * which moves neither focus nor selection.
 */

import { setTimeout as delay } from 'node:timers/promises';
import type { Surface } from './surface';

export interface DrawnRow {
  /** Position among all rows, from 0. */
  readonly index: number;
}

/** Any turn of the wheel scrolls by 50 pixels times this; less than the height of the smallest view, to skip no row. */
export const wheelSettings = { 'workbench.list.mouseWheelScrollSensitivity': 4 };
const turnPixels = 100;
const redrawMs = 50;
/** A list that does not move for so many turns of the wheel is at its end, or lies behind something. */
const idleTurns = 20;

/**
 * All rows of the list at the selector, top to bottom, in whatever form `readDrawn` gives the drawn ones.
 * The list ends scrolled to its top.
 */
export async function readAllRows<T extends DrawnRow>(
  { page }: Surface,
  selector: string,
  readDrawn: () => Promise<T[]>,
): Promise<T[]> {
  const rows = new Map<number, T>();
  const gather = async () => {
    for (const row of await readDrawn()) rows.set(row.index, row);
  };
  const box = await page.locator(selector).first().boundingBox();
  await gather();
  if (box === null || !(await rowsBeyond(page, selector))) return sorted(rows);

  await page.mouse.move(box.x + box.width / 2, box.y + Math.min(30, box.height / 2));
  await turnUntil(-1, (beyond) => !beyond.above);
  rows.clear();
  await gather();
  await turnUntil(1, (beyond) => !beyond.below);
  await turnUntil(-1, (beyond) => !beyond.above);
  await page.mouse.move(1, 1);
  return sorted(rows);

  async function turnUntil(direction: 1 | -1, there: (beyond: Beyond) => boolean): Promise<void> {
    let idle = 0;
    for (let size = rows.size; idle < idleTurns; idle = rows.size > size ? 0 : idle + 1, size = rows.size) {
      await gather();
      const beyond = await rowsBeyond(page, selector);
      if (beyond === undefined || there(beyond)) return;
      await page.mouse.wheel(0, direction * turnPixels);
      await delay(redrawMs);
    }
  }
}

interface Beyond {
  readonly above: boolean;
  readonly below: boolean;
}

/** Whether there are rows out of view; undefined where all are in view. */
async function rowsBeyond(page: Surface['page'], selector: string): Promise<Beyond | undefined> {
  return (await page.evaluate(`(() => {
    const list = document.querySelector(${JSON.stringify(selector)});
    const rows = list?.querySelector('.monaco-list-rows');
    if (!rows || rows.offsetHeight <= list.offsetHeight) return undefined;
    const offset = list.getBoundingClientRect().top - rows.getBoundingClientRect().top;
    return { above: offset > 0.5, below: rows.offsetHeight - offset - list.offsetHeight > 0.5 };
  })()`)) as Beyond | undefined;
}

function sorted<T extends DrawnRow>(rows: ReadonlyMap<number, T>): T[] {
  return [...rows.values()].sort((a, b) => a.index - b.index);
}
