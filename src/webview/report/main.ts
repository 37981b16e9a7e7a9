/** The report's page: takes what the extension sends, shows it, and keeps how it is being read over a reload. */

import './report.css';
import { exhaustive } from '../../base/fault';
import {
  type FromWebview,
  parseSavedReport,
  type ReportPage,
  type RunHead,
  type RunScreen,
  type ToWebview,
} from '../messages';
import { tabs } from '../toolkit';
import type { PlaceEvents } from './details';
import { el } from './dom';
import { createHeader } from './header';
import { createRunsTab } from './runsTab';
import { renderEmpty, renderError, renderLoading } from './screens';
import { parseReading, type Reading, type SavedState } from './state';
import { isSourceDropped } from './summary';
import { createTablesTab } from './tablesTab';
import { formatNumber } from './words';

interface VsCodeApi {
  postMessage(message: FromWebview): void;
  getState(): unknown;
  setState(state: SavedState): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

const vscode = acquireVsCodeApi();
const saved = vscode.getState();
let reading = parseReading(saved);
let runId = parseSavedReport(saved)?.runId;
let page: ReportPage | undefined;

const header = createHeader({
  onRetry: () => vscode.postMessage({ type: 'retry-failed' }),
  onExport: () => vscode.postMessage({ type: 'export' }),
  onRefresh: refresh,
});
const tables = createTablesTab(keep);
const runs = createRunsTab({
  onSort(runSort) {
    keep({ runSort });
    const screen = runScreen();
    if (screen !== undefined) showRuns(screen);
  },
  onPick(run) {
    if (run.id !== runId) vscode.postMessage({ type: 'select-run', runId: run.id });
  },
  onOpen: () => lists.open('tables'),
});
const lists = tabs(
  [
    { id: 'tables', label: 'Tables', content: tables.element },
    { id: 'runs', label: 'Runs', content: runs.element },
  ],
  reading.tab,
  (tab) => keep({ tab: tab === 'runs' ? 'runs' : 'tables' }),
);
const report = el('main', 'report', header.element, lists.element);

window.addEventListener('message', ({ data }: MessageEvent<ToWebview>) => {
  if (data.type === 'busy') header.showBusy(data.busy);
  else showPage(data);
});
document.body.replaceChildren(el('main', '', renderLoading()));
vscode.postMessage({ type: 'ready', ...(runId === undefined ? {} : { runId }) });

function showPage(next: ReportPage): void {
  page = next;
  const content = renderScreen(next);
  if (content.parentElement !== document.body) document.body.replaceChildren(content);
  keep({});
}

function renderScreen({ screen, root }: ReportPage): HTMLElement {
  switch (screen.kind) {
    case 'loading':
      return el('main', '', renderLoading());
    case 'error':
      return el('main', '', renderError(screen.error, root, refresh));
    case 'empty':
      return el('main', '', renderEmpty(root, refresh));
    case 'run':
      showRun(screen, root);
      return report;
    default:
      return exhaustive(screen);
  }
}

function showRun(screen: RunScreen, root: string): void {
  runId = screen.shown.id;
  header.show(screen, root);
  lists.label('tables', `Tables (${formatNumber(screen.rows.length)})`);
  lists.label('runs', `Runs (${formatNumber(screen.runs.length)})`);
  tables.show(screen.rows, reading, placeEvents(screen.shown));
  showRuns(screen);
}

function showRuns(screen: RunScreen): void {
  runs.show(screen.runs, screen.shown, reading.runSort);
}

function runScreen(): RunScreen | undefined {
  return page?.screen.kind === 'run' ? page.screen : undefined;
}

/** Takes over a change to how the report is read, and keeps it for the next reload. */
function keep(change: Partial<Reading>): void {
  reading = { ...reading, ...change };
  if (page === undefined) return;
  const { lakehouse, root } = page;
  vscode.setState({ ...reading, lakehouse, root, ...(runId === undefined ? {} : { runId }) });
}

function placeEvents(shown: RunHead): PlaceEvents {
  return {
    isSourceDropped: isSourceDropped(shown),
    onPreview: (location) => vscode.postMessage({ type: 'preview-table', location }),
    onCopyPath: (location) => vscode.postMessage({ type: 'copy-path', location }),
    onReveal:
      page?.canReveal === true
        ? (location) => vscode.postMessage({ type: 'reveal-path', location })
        : undefined,
  };
}

function refresh(): void {
  vscode.postMessage({ type: 'refresh' });
}
