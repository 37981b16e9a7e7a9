/** What a migration did once its tables were copied, step by step. */

import type { StepRow } from '../../backup/report/stepRows';
import type { RunHead } from '../messages';
import { el, withAttributes } from './dom';
import { icon } from './icons';
import { stepWord, TABLE_STATUS_WORDS } from './words';

/** Undefined for runs that have no such steps. */
export function renderSteps({ steps = [] }: RunHead): HTMLElement | undefined {
  if (steps.length === 0) return undefined;
  return withAttributes(el('ol', 'steps', ...steps.map(renderStep)), { 'aria-label': 'After the tables' });
}

function renderStep({ step, status, statusText, advice }: StepRow): HTMLElement {
  const drawing = withAttributes(el('span', 'step-icon', icon(status)), {
    role: 'img',
    'aria-label': TABLE_STATUS_WORDS[status],
  });
  const text = [statusText, advice ?? ''].filter((part) => part !== '').join(' ');
  return el(
    'li',
    'step',
    drawing,
    el('span', 'step-name', stepWord(step)),
    el('span', 'step-text selectable', text),
  );
}
