/** Notifications, with or without progress and buttons, and modal dialogs. */

import { holds, type Surface, type Wait } from './surface';

export interface Notification {
  readonly text: string;
  readonly severity: 'info' | 'warning' | 'error';
  readonly buttons: readonly string[];
  readonly hasProgress: boolean;
}

export interface Dialog {
  readonly message: string;
  readonly detail: string;
  readonly buttons: readonly string[];
}

const item =
  '.notifications-toasts .notification-list-item, .notifications-center.visible .notification-list-item';

export type Notifications = ReturnType<typeof notificationsOf>;

export function notificationsOf({ page, eventually }: Surface) {
  /** What is shown now, as toasts or in the open notification centre. */
  async function list(): Promise<Notification[]> {
    return (await page.evaluate(`[...document.querySelectorAll(${JSON.stringify(item)})]
      .filter((entry) => entry.checkVisibility())
      .map((entry) => ({
        text: entry.querySelector('.notification-list-item-message')?.textContent.trim() ?? '',
        severity: entry.querySelector('.codicon-error') ? 'error' : entry.querySelector('.codicon-warning') ? 'warning' : 'info',
        buttons: [...entry.querySelectorAll('.notification-list-item-buttons-container .monaco-button')]
          .map((button) => button.textContent.trim()),
        hasProgress: entry.querySelector('.monaco-progress-container:not(.done)') !== null,
      }))`)) as Notification[];
  }

  /** Waits for a notification of which the text holds what is given. */
  function waitFor(text: string | RegExp, wait: Wait = {}): Promise<Notification> {
    return eventually(
      `notification “${text}”`,
      async () => (await list()).find((each) => holds(each.text, text)),
      { seen: list, ...wait },
    );
  }

  /** Waits for a notification and clicks one of its buttons. */
  async function click(text: string | RegExp, button: string): Promise<void> {
    await waitFor(text);
    const entry = page.locator(item, { hasText: text }).first();
    await entry.getByRole('button', { name: button, exact: true }).click({ timeout: 5_000 });
  }

  return {
    list,
    waitFor,
    click,
    /** Cancels the progress of which the text holds what is given. */
    cancel: (text: string | RegExp) => click(text, 'Cancel'),
    /** Waits until no notification holds the text. */
    async gone(text: string | RegExp, wait: Wait = {}): Promise<void> {
      await eventually(
        `notification “${text}” goes`,
        async () => !(await list()).some((each) => holds(each.text, text)),
        { seen: list, ...wait },
      );
    },
  };
}

export type Dialogs = ReturnType<typeof dialogsOf>;

export function dialogsOf({ page, eventually }: Surface) {
  const box = '.monaco-dialog-box';

  /** Waits for the modal dialog. */
  function waitFor(text: string | RegExp): Promise<Dialog> {
    return eventually(`dialog “${text}”`, async () => {
      const dialog = (await page.evaluate(`(() => {
        const box = document.querySelector('${box}');
        return box ? {
          message: box.querySelector('.dialog-message')?.textContent.trim() ?? '',
          detail: box.querySelector('.dialog-message-detail')?.textContent.trim() ?? '',
          buttons: [...box.querySelectorAll('.dialog-buttons .monaco-button')].map((button) => button.textContent.trim()),
        } : undefined;
      })()`)) as Dialog | undefined;
      return dialog !== undefined && holds(`${dialog.message}\n${dialog.detail}`, text) && dialog;
    });
  }

  /** Waits for the modal dialog and clicks one of its buttons. */
  async function click(text: string | RegExp, button: string): Promise<void> {
    await waitFor(text);
    await page.locator(box).getByRole('button', { name: button, exact: true }).click({ timeout: 5_000 });
  }

  return { waitFor, click };
}
