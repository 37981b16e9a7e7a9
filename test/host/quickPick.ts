/** Quick picks, input boxes and the command palette, which are all VS Code's one quick input. */

import { readAllRows } from './lists';
import { holds, matches, type Surface, type Wait } from './surface';

export interface QuickPickItem {
  readonly index: number;
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  /** Undefined where the list has no check boxes. */
  readonly checked: boolean | undefined;
  /** Title of the group that begins with this item. */
  readonly separator: string | undefined;
  readonly focused: boolean;
}

export interface QuickPickState {
  /** As shown, without the step numbers. */
  readonly title: string;
  /** Step and number of steps where the title shows them, as in `Snapshot (2/6)`. */
  readonly step: number | undefined;
  readonly steps: number | undefined;
  readonly placeholder: string;
  /** What is typed. */
  readonly value: string;
  /** Prompt of an input box, or what its validation says. */
  readonly message: string;
  readonly busy: boolean;
  /** Names of the buttons in the title bar. */
  readonly buttons: readonly string[];
  /** The drawn items only; `quickPick.items()` reads all. */
  readonly drawn: readonly QuickPickItem[];
}

const widget = '.quick-input-widget';
const list = `${widget} .quick-input-list .monaco-list`;

const readWidget = `(() => {
  const widget = document.querySelector('${widget}');
  if (!widget || !widget.checkVisibility()) return undefined;
  const shown = (element) => element && element.checkVisibility() ? element.textContent.trim() : '';
  const text = (selector, from = widget) => shown(from.querySelector(selector));
  const input = widget.querySelector('.quick-input-filter input');
  const [, title, step, steps] = /^(.*?)(?: ?\\((\\d+)\\/(\\d+)\\))?$/.exec(text('.quick-input-title')) ?? ['', ''];
  return {
    title,
    step: step === undefined ? undefined : Number(step),
    steps: steps === undefined ? undefined : Number(steps),
    placeholder: input?.placeholder ?? '',
    value: input?.value ?? '',
    message: text('.quick-input-message'),
    busy: widget.querySelector('.quick-input-progress:not(.done)') !== null,
    buttons: [...widget.querySelectorAll('.quick-input-titlebar a.action-label, .quick-input-inline-action-bar a.action-label')]
      .map((button) => button.getAttribute('aria-label') ?? button.textContent.trim()),
    drawn: [...widget.querySelectorAll('.quick-input-list .monaco-list-row')]
      .map((row) => ({
        index: Number(row.dataset.index),
        label: text('.label-name', row),
        description: text('.label-description', row),
        detail: text('.quick-input-list-label-meta .monaco-icon-label', row),
        checked: row.getAttribute('role') === 'checkbox' ? row.getAttribute('aria-checked') === 'true' : undefined,
        separator: text('.quick-input-list-separator', row) || undefined,
        focused: row.classList.contains('focused'),
      }))
      .sort((a, b) => a.index - b.index),
  };
})()`;

export type QuickPick = ReturnType<typeof quickPickOf>;

export function quickPickOf(surface: Surface) {
  const { page, press, eventually } = surface;

  /** What is shown now; undefined where nothing is. */
  async function state(): Promise<QuickPickState | undefined> {
    return (await page.evaluate(readWidget)) as QuickPickState | undefined;
  }

  /** Waits for a quick input of which the text `title (step/steps) placeholder` holds what is given, loaded and ready. */
  function waitFor(wanted: string | RegExp, wait: Wait = {}): Promise<QuickPickState> {
    return eventually(
      `quick pick “${wanted}”`,
      async () => {
        const shown = await state();
        return shown !== undefined && !shown.busy && holds(headline(shown), wanted) && shown;
      },
      { seen: state, ...wait },
    );
  }

  /** All items, also those scrolled out of view. */
  function items(): Promise<QuickPickItem[]> {
    return readAllRows(surface, list, async () => [...((await state())?.drawn ?? [])]);
  }

  /** Replaces what is typed: the filter of a list or the text of an input box. */
  async function type(text: string): Promise<void> {
    await eventually(`quick input shows the typed “${text}”`, () => isTyped(text), { seen: state });
  }

  /** Types where it is not there yet. A page that is just being drawn may take the focus away again, so that the keys go there. */
  async function isTyped(text: string): Promise<boolean> {
    const shows = async () => (await state())?.value === text;
    if (await shows()) return true;
    await page.locator(`${widget} .quick-input-filter input`).focus({ timeout: 5_000 });
    await press('Control+A');
    if (text === '') await press('Delete');
    else await page.keyboard.insertText(text);
    return shows();
  }

  /** Moves the focus to an item with the arrow keys, waiting for it where the list is still loading. */
  function focus(label: string | RegExp): Promise<QuickPickItem> {
    return eventually(
      `focus “${label}” in the quick pick`,
      async () => {
        const focused = (await state())?.drawn.find((item) => item.focused);
        if (focused !== undefined && matches(focused.label, label)) return focused;
        await press('ArrowDown');
        return undefined;
      },
      { seen: async () => (await items()).map((item) => item.label) },
    );
  }

  /** Checks or unchecks items of a list with check boxes, by keyboard. */
  async function check(label: string | RegExp, checked: boolean): Promise<void> {
    const item = await focus(label);
    if (item.checked === checked) return;
    // In the text field a blank would be typed; in the list it ticks.
    await page.locator(list).focus({ timeout: 5_000 });
    await press('Space');
    await eventually(`“${label}” is ${checked ? 'checked' : 'unchecked'}`, async () =>
      (await state())?.drawn.some((each) => each.index === item.index && each.checked === checked),
    );
  }

  /** Focuses an item and accepts it. */
  async function pick(label: string | RegExp): Promise<void> {
    await focus(label);
    await press('Enter');
  }

  /** Clicks a button of the title bar by its name, such as `Browse…`. */
  async function button(name: string | RegExp): Promise<void> {
    await page.locator(widget).getByRole('button', { name }).first().click({ timeout: 5_000 });
  }

  /** Clicks a button on an item. */
  async function itemButton(label: string | RegExp, name: string | RegExp): Promise<void> {
    const { index } = await focus(label);
    const row = page.locator(`${list} .monaco-list-row[data-index="${index}"]`);
    await row.hover({ timeout: 5_000 });
    await row.getByRole('button', { name }).click({ timeout: 5_000 });
  }

  /** Waits until no quick input is shown. */
  async function closed(): Promise<void> {
    await eventually('quick pick closes', async () => (await state()) === undefined, { seen: state });
  }

  /** Runs a command from the palette by its full title, such as `Overwatch: Snapshot…`. */
  async function runCommand(title: string): Promise<void> {
    await eventually(
      `the command palette shows the typed “${title}”`,
      async () => {
        // It closes by itself where something else takes the focus.
        if ((await state())?.value.startsWith('>') !== true) await press('F1');
        return (await state())?.value.startsWith('>') === true && isTyped(`>${title}`);
      },
      { seen: state },
    );
    await pick(title);
    await eventually('the palette closes', async () => !(await state())?.value.startsWith('>'));
  }

  return {
    state,
    waitFor,
    items,
    type,
    focus,
    check,
    pick,
    button,
    itemButton,
    closed,
    runCommand,
    /** Accepts with Enter: the focused item, the checked items or the typed text. */
    accept: () => press('Enter'),
    /** Goes one step back. */
    back: () => button(/^Back/),
    /** Dismisses with Escape. */
    async cancel(): Promise<void> {
      await press('Escape');
      await closed();
    },
  };
}

function headline({ title, step, steps, placeholder }: QuickPickState): string {
  return `${title}${step === undefined ? '' : ` (${step}/${steps})`} ${placeholder}`;
}
