/** What can be read in a webview. */

import type { Frame } from '../harness';

/** The visible text of the elements that a selector means, of the whole page unless one is given. */
export async function textOf(frame: Frame, selector = 'body'): Promise<string> {
  return (await frame.locator(selector).allInnerTexts()).join('\n');
}
