/**
 * The controls of the report, made with @vscode/webview-ui-toolkit. This is the only file that imports it, so that another toolkit
 * can take its place here.
 */

import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeOption,
  vsCodePanels,
  vsCodePanelTab,
  vsCodePanelView,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';

provideVSCodeDesignSystem().register(
  vsCodeButton(),
  vsCodeDropdown(),
  vsCodeOption(),
  vsCodePanels(),
  vsCodePanelTab(),
  vsCodePanelView(),
  vsCodeTextField(),
);

/** A push button. `hint` is its tooltip. */
export function button(
  label: string,
  onClick: () => void,
  more: { primary?: boolean; hint?: string } = {},
): HTMLElement {
  const element = document.createElement('vscode-button');
  element.setAttribute('appearance', more.primary === true ? 'primary' : 'secondary');
  element.textContent = label;
  if (more.hint !== undefined) element.title = more.hint;
  element.addEventListener('click', onClick);
  return element;
}

/** Makes a button take clicks or not. */
export function setEnabled(control: HTMLElement, enabled: boolean): void {
  control.toggleAttribute('disabled', !enabled);
}

export interface Choice<V extends string> {
  readonly value: V;
  readonly label: string;
}

/** A drop-down list of which one entry is chosen. */
export function dropdown<V extends string>(
  label: string,
  choices: readonly Choice<V>[],
  chosen: V,
  onChange: (value: V) => void,
): HTMLElement {
  const element = document.createElement('vscode-dropdown');
  element.setAttribute('aria-label', label);
  for (const choice of choices) {
    const option = document.createElement('vscode-option');
    option.setAttribute('value', choice.value);
    option.toggleAttribute('selected', choice.value === chosen);
    option.textContent = choice.label;
    element.append(option);
  }
  element.addEventListener('change', () => {
    const now = choices.find((choice) => 'value' in element && choice.value === element.value);
    if (now !== undefined) onChange(now.value);
  });
  return element;
}

/** A text field that tells of every change. `icon` stands before the text. */
export function textField(
  label: string,
  text: string,
  icon: Element,
  onInput: (text: string) => void,
): HTMLElement {
  const element = document.createElement('vscode-text-field');
  element.setAttribute('placeholder', label);
  // The toolkit names the field itself when it enters the page, which is after this call and before the next task.
  queueMicrotask(() => element.setAttribute('aria-label', label));
  element.setAttribute('value', text);
  icon.setAttribute('slot', 'start');
  element.append(icon);
  element.addEventListener('input', () => {
    if ('value' in element && typeof element.value === 'string') onInput(element.value);
  });
  return element;
}

export interface Tab {
  readonly id: string;
  readonly label: string;
  readonly content: Element;
}

export interface Tabs {
  readonly element: HTMLElement;
  label(id: string, label: string): void;
  open(id: string): void;
}

/** Panels of which one is open at a time. `onOpen` is told of the user's choice. */
export function tabs(all: readonly Tab[], opened: string, onOpen: (id: string) => void): Tabs {
  const element = document.createElement('vscode-panels');
  const heads = new Map<string, HTMLElement>();
  for (const { id, label, content } of all) {
    const head = document.createElement('vscode-panel-tab');
    head.id = `tab-${id}`;
    head.textContent = label;
    const view = document.createElement('vscode-panel-view');
    view.id = `view-${id}`;
    view.append(content);
    heads.set(id, head);
    element.append(head, view);
  }
  element.setAttribute('activeid', `tab-${opened}`);
  element.addEventListener('change', (event) => {
    if (event.target !== element || !('activeid' in element)) return;
    const active = all.find(({ id }) => element.activeid === `tab-${id}`);
    if (active !== undefined) onOpen(active.id);
  });
  return {
    element,
    label(id, label) {
      const head = heads.get(id);
      if (head !== undefined) head.textContent = label;
    },
    open(id) {
      element.setAttribute('activeid', `tab-${id}`);
    },
  };
}
