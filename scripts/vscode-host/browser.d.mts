/**
 * The part of playwright-core's interface that the tests use. The package itself is installed with the npm-only host,
 * not with the repository, so its own types are not at hand.
 */
import type { Host } from './server.mjs';

/** Time limit in ms. */
interface Limit {
  readonly timeout?: number;
}

interface Named {
  readonly name?: string | RegExp;
  readonly exact?: boolean;
}

interface Queries {
  locator(
    selector: string,
    options?: { readonly hasText?: string | RegExp; readonly has?: Locator },
  ): Locator;
  getByRole(role: string, options?: Named): Locator;
  getByText(text: string | RegExp, options?: { readonly exact?: boolean }): Locator;
  getByLabel(text: string | RegExp, options?: { readonly exact?: boolean }): Locator;
}

/** Elements found anew each time something is asked of them. Locators look into open shadow roots. */
export interface Locator extends Queries {
  all(): Promise<Locator[]>;
  first(): Locator;
  last(): Locator;
  nth(index: number): Locator;
  filter(options: { readonly hasText?: string | RegExp; readonly has?: Locator }): Locator;
  count(): Promise<number>;
  isVisible(): Promise<boolean>;
  isEnabled(): Promise<boolean>;
  isChecked(): Promise<boolean>;
  innerText(options?: Limit): Promise<string>;
  allInnerTexts(): Promise<string[]>;
  textContent(options?: Limit): Promise<string | null>;
  inputValue(options?: Limit): Promise<string>;
  getAttribute(name: string, options?: Limit): Promise<string | null>;
  click(options?: Limit & { readonly button?: 'left' | 'right'; readonly force?: boolean }): Promise<void>;
  hover(options?: Limit): Promise<void>;
  focus(options?: Limit): Promise<void>;
  fill(text: string, options?: Limit): Promise<void>;
  press(keys: string, options?: Limit): Promise<void>;
  selectOption(value: string, options?: Limit): Promise<string[]>;
  waitFor(
    options?: Limit & { readonly state?: 'attached' | 'detached' | 'visible' | 'hidden' },
  ): Promise<void>;
  boundingBox(): Promise<{ x: number; y: number; width: number; height: number } | null>;
  screenshot(options: { readonly path: string }): Promise<unknown>;
}

/** A document: the workbench's or, inside its iframes, a webview's. */
export interface Frame extends Queries {
  name(): string;
  url(): string;
  isDetached(): boolean;
  frameElement(): Promise<{ getAttribute(name: string): Promise<string | null> }>;
  /** Evaluates a JavaScript expression in the document. */
  evaluate(expression: string): Promise<unknown>;
}

export interface Page extends Frame {
  readonly keyboard: {
    press(keys: string): Promise<void>;
    type(text: string): Promise<void>;
    insertText(text: string): Promise<void>;
  };
  readonly mouse: { move(x: number, y: number): Promise<void>; wheel(dx: number, dy: number): Promise<void> };
  frames(): Frame[];
  /** The browser's window and those that it opens. */
  context(): {
    /** Answers requests for addresses that match in the place of their servers. */
    route(
      url: RegExp,
      answer: (route: {
        request(): { url(): string };
        fulfill(response: { readonly body: string }): Promise<void>;
      }) => Promise<void>,
    ): Promise<void>;
  };
  reload(options?: Limit): Promise<unknown>;
  screenshot(options: { readonly path: string }): Promise<unknown>;
  waitForEvent(
    event: 'download',
    options?: Limit,
  ): Promise<{ suggestedFilename(): string; path(): Promise<string> }>;
}

export interface Browser {
  close(): Promise<void>;
}

export interface WorkbenchOptions {
  /** Size of the window in pixels; 1400 by 900 unless given. */
  readonly width?: number;
  readonly height?: number;
  /** Told every line that the page, and through it the extension host, prints. */
  readonly onConsole?: (line: string) => void;
}

/** Opens the workbench of a host in a headless browser. */
export function openWorkbench(
  host: Host,
  options?: WorkbenchOptions,
): Promise<{ browser: Browser; page: Page }>;
