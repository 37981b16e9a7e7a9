/** Webviews: reaching the document inside the workbench's iframes, and checking it for accessibility. */

import { readFileSync } from 'node:fs';
import type { Frame } from '../../scripts/vscode-host/browser.mjs';
import { holds, type Surface, type Wait } from './surface';

/** A serious or critical finding of axe. */
export interface AxeViolation {
  readonly id: string;
  readonly impact: 'serious' | 'critical';
  readonly help: string;
  /** The elements concerned, as HTML cut to 200 characters. */
  readonly elements: readonly string[];
}

export type Webviews = ReturnType<typeof webviewsOf>;

export function webviewsOf({ page, eventually }: Surface, require: NodeJS.Require) {
  /** Waits for the webview of which the title holds what is given, with its document loaded. */
  function frame(title: string | RegExp, wait: Wait = {}): Promise<Frame> {
    return eventually(
      `webview “${title}”`,
      async () => {
        for (const { frame, title: name } of await activeFrames()) {
          if (holds(name, title) && (await isLoaded(frame))) return frame;
        }
        return undefined;
      },
      { seen: async () => (await activeFrames()).map((each) => each.title), ...wait },
    );
  }

  /** VS Code loads a webview's document into an inner frame with the panel's title; an outer one only passes messages. */
  async function activeFrames(): Promise<{ frame: Frame; title: string }[]> {
    const found: { frame: Frame; title: string }[] = [];
    for (const frame of page.frames()) {
      if (frame.isDetached() || !frame.url().includes('/webview/browser/pre/fake.html')) continue;
      const element = await frame.frameElement();
      if ((await element.getAttribute('id')) !== 'active-frame') continue;
      found.push({ frame, title: (await element.getAttribute('title')) ?? '' });
    }
    return found;
  }

  async function isLoaded(frame: Frame): Promise<boolean> {
    return (
      (await frame.evaluate(`document.readyState === 'complete' && document.body.childElementCount > 0`)) ===
      true
    );
  }

  /** The serious and critical findings of axe in a webview's document. */
  async function axe(frame: Frame): Promise<AxeViolation[]> {
    await frame.evaluate(`${readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')}; undefined`);
    return (await frame.evaluate(`axe.run(document, { resultTypes: ['violations'], iframes: false }).then(({ violations }) =>
      violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, impact, help, nodes }) => ({ id, impact, help, elements: nodes.map(({ html }) => html.slice(0, 200)) })))`)) as AxeViolation[];
  }

  return { frame, axe };
}
