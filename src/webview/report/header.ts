/** The top of the report: how the run ended, its figures, and what can be done with it. */

import type { Busy, RunHead, RunScreen } from '../messages';
import { button, setEnabled } from '../toolkit';
import { el, progressLine, withAttributes } from './dom';
import { icon } from './icons';
import { renderSteps } from './steps';
import { alertOf, type Figure, figuresOf, retryLabel, titleOf } from './summary';
import { formatInstant, formatNumber } from './words';

export interface HeaderEvents {
  onRetry(): void;
  onExport(): void;
  onRefresh(): void;
}

export interface Header {
  readonly element: HTMLElement;
  show(screen: RunScreen, root: string): void;
  showBusy(busy: Busy): void;
}

/** Makes an empty header. Its buttons stay the same for every run, so that they keep the keyboard's focus. */
export function createHeader(events: HeaderEvents): Header {
  let shown: RunHead | undefined;
  let busy: Busy;

  const title = el('h1', '');
  const text = el('div', '');
  const retry = button('', events.onRetry, { primary: true, hint: 'Try again what is not done' });
  const progress = progressLine('Working');
  const actions = el(
    'div',
    'actions',
    retry,
    button('Export…', events.onExport, { hint: 'Save this run as CSV, JSON or Markdown' }),
    button('Refresh', events.onRefresh, { hint: 'Read the report again' }),
  );

  function showActions(): void {
    const label = shown === undefined ? undefined : retryLabel(shown);
    retry.hidden = label === undefined;
    retry.textContent = busy === 'retrying' ? 'Retrying…' : (label ?? '');
    setEnabled(retry, busy !== 'retrying');
    progress.hidden = busy === undefined;
  }

  return {
    element: el('header', 'header', progress, el('div', 'title-line', title, actions), text),
    show(screen, root) {
      shown = screen.shown;
      title.replaceChildren(icon(shown.status), el('span', '', titleOf(shown)));
      text.replaceChildren(...renderText(shown, screen.runs, root));
      showActions();
    },
    showBusy(now) {
      busy = now;
      showActions();
    },
  };
}

function renderText(run: RunHead, runs: readonly RunHead[], root: string): readonly Node[] {
  const places = `${run.database === undefined ? '' : `${run.database} → `}${root}`;
  const alert = alertOf(run);
  const steps = renderSteps(run);
  return [
    el('p', 'subtitle', el('span', 'path selectable', places), ' · ', el('span', '', when(run, runs))),
    withAttributes(el('dl', 'figures', ...figuresOf(run).map(renderFigure)), {
      'aria-label': 'Figures of this run',
    }),
    ...(steps === undefined ? [] : [steps]),
    ...(alert === undefined ? [] : [el('p', 'alert', icon('warning'), el('span', '', alert))]),
  ];
}

/** `Nov 23, 2026, 3:24:56 AM, newest of 12 runs` */
function when(run: RunHead, runs: readonly RunHead[]): string {
  const place = runs.findIndex((one) => one.id === run.id);
  const which =
    runs.length === 1
      ? 'only run'
      : place === 0
        ? `newest of ${formatNumber(runs.length)} runs`
        : `run ${formatNumber(runs.length - place)} of ${formatNumber(runs.length)}`;
  const type = run.snapshotType === undefined ? '' : `${run.snapshotType} ${run.process ?? 'backup'}, `;
  const writer = run.writtenBy === 'overwatch' ? 'written by Overwatch, ' : '';
  const time = run.startedAt === undefined ? '' : `${formatInstant(run.startedAt)}, `;
  return `${writer}${type}${time}${which}`;
}

function renderFigure({ label, value, note }: Figure): HTMLElement {
  return el(
    'div',
    'figure-tile',
    el('dt', '', label),
    el('dd', 'figure-value', value),
    note === undefined ? undefined : el('dd', 'figure-note', note),
  );
}
