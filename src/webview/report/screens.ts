/** What is shown in place of a report: it is being read, it cannot be read, there is none. */

import type { FaultData } from '../../base/fault';
import { button } from '../toolkit';
import { el, progressLine } from './dom';
import { icon } from './icons';

export function renderLoading(): HTMLElement {
  return el('div', 'screen', progressLine('Reading the report'), el('h1', '', 'Reading the report…'));
}

export function renderError(error: FaultData, root: string, onRefresh: () => void): HTMLElement {
  return el(
    'div',
    'screen',
    el('h1', '', icon('failed'), el('span', '', 'The report cannot be read')),
    el('p', 'path selectable', root),
    el('p', 'selectable', error.message),
    error.advice === undefined ? undefined : el('p', 'selectable', error.advice),
    button('Try again', onRefresh, { primary: true }),
  );
}

export function renderEmpty(root: string, onRefresh: () => void): HTMLElement {
  return el(
    'div',
    'screen',
    el('h1', '', 'No runs yet'),
    el('p', 'path selectable', root),
    el('p', '', 'This root has no clone report. It is written at the end of the first snapshot.'),
    button('Refresh', onRefresh),
  );
}
