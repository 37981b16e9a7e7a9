/** Opens what a page offers as generated, in an editor of its own that is not saved yet. */

import type { Fix } from '../../readiness/finding';
import { openText } from '../openText';

export async function openFix({ text, language }: Pick<Fix, 'text' | 'language'>): Promise<void> {
  await openText(text, language);
}
