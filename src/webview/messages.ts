/** What the extension and the report's webview tell each other, as plain data, and the state that outlives a reload. */

import type { ReportRow } from '../backup/report/report';
import type { RunRecord } from '../backup/report/runs';
import type { FaultData } from '../base/fault';

/** A run in short, as the list of runs and the summary show it: the rows of one run only go to the webview. */
export type RunHead = Omit<RunRecord, 'rows'>;

/** What the webview is to show. */
export type Screen =
  | { readonly kind: 'loading' }
  | { readonly kind: 'error'; readonly error: FaultData }
  | { readonly kind: 'empty' }
  | RunScreen;

export interface RunScreen {
  readonly kind: 'run';
  /** Newest first; holds `shown`. */
  readonly runs: readonly RunHead[];
  readonly shown: RunHead;
  /** The rows of the run that is shown, in the report's order. */
  readonly rows: readonly ReportRow[];
}

/** A message to the webview. */
export type ToWebview = ReportPage | { readonly type: 'busy'; readonly busy: Busy };

/** What is under way while the page stays as it is. */
export type Busy = 'reading' | 'retrying' | undefined;

/** All that the webview shows; it takes the place of what was shown before. */
export interface ReportPage {
  readonly type: 'page';
  readonly lakehouse: string;
  readonly root: string;
  readonly screen: Screen;
  /** Whether places can be opened in the file manager. */
  readonly canReveal: boolean;
}

const PLAIN_REQUESTS = ['refresh', 'export', 'retry-failed'] as const;
const PLACE_REQUESTS = ['preview-table', 'copy-path', 'reveal-path'] as const;

/** A message from the webview. */
export type FromWebview =
  /** The webview has loaded; `runId` is the run it showed before a reload. */
  | { readonly type: 'ready'; readonly runId?: string }
  | { readonly type: 'select-run'; readonly runId: string }
  | { readonly type: (typeof PLAIN_REQUESTS)[number] }
  | { readonly type: (typeof PLACE_REQUESTS)[number]; readonly location: string };

/** A message from the webview, or undefined where it is none. */
export function parseFromWebview(value: unknown): FromWebview | undefined {
  if (!isRecord(value)) return undefined;
  const { type, runId, location } = value;
  if (type === 'ready') return typeof runId === 'string' ? { type, runId } : { type };
  if (type === 'select-run') return typeof runId === 'string' ? { type, runId } : undefined;
  const plain = PLAIN_REQUESTS.find((one) => one === type);
  if (plain !== undefined) return { type: plain };
  const place = PLACE_REQUESTS.find((one) => one === type);
  return place === undefined || typeof location !== 'string' ? undefined : { type: place, location };
}

/** The part of the webview's saved state from which the extension opens the same report again. */
export interface SavedReport {
  readonly lakehouse: string;
  readonly root: string;
  readonly runId?: string;
}

/** The saved state of a webview, or undefined where it does not say which report was shown. */
export function parseSavedReport(value: unknown): SavedReport | undefined {
  if (!isRecord(value)) return undefined;
  const { lakehouse, root, runId } = value;
  if (typeof lakehouse !== 'string' || typeof root !== 'string') return undefined;
  return { lakehouse, root, ...(typeof runId === 'string' ? { runId } : {}) };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
