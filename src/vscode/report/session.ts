/** One open report: reads its runs, answers the webview's requests. Knows nothing of the editor, which `panel.ts` brings in. */

import type { ReportRow } from '../../backup/report/report';
import type { RunRecord } from '../../backup/report/runs';
import { asFault, exhaustive, Fault, type FaultData } from '../../base/fault';
import {
  type FromWebview,
  parseFromWebview,
  type RunHead,
  type Screen,
  type ToWebview,
} from '../../webview/messages';

/** Which report is shown, and what can be done from it. */
export interface ReportSource {
  /** The lakehouse's address, by which the report is opened again. */
  readonly lakehouse: string;
  /** The backup root whose report it is. */
  readonly root: string;
  /** All runs, newest first; none where there is no report. @throws Fault where the report cannot be read. */
  loadRuns(signal: AbortSignal): Promise<readonly RunRecord[]>;
  /** Runs the failed and cancelled tables of a run again; ends when that run has ended and its report is written. */
  retryFailed(runId: string): Promise<void>;
  /** Opens the preview of a table. */
  previewTable(location: string): void | Promise<void>;
  copyPath(location: string): void | Promise<void>;
  /** Opens a place in the file manager; left out where there is none. */
  readonly revealPath?: (location: string) => void | Promise<void>;
  /** Tells the user of what could not be done. */
  onFault(error: unknown): void;
}

export interface ReportSession {
  /** Answers a message of the webview. Never rejects: faults go to the source's `onFault`. */
  receive(message: unknown): Promise<void>;
  /** Reads the report again and shows a run of it: the newest where none is named or the named one is not there. */
  reload(runId?: string): Promise<void>;
  /** Stops what is being read. Nothing is posted afterwards. */
  dispose(): void;
}

/**
 * @param post sends to the webview.
 * @param exportRun asks the user for a format and a file, and writes it.
 * @param firstRunId the run to show first; otherwise the newest.
 */
export function createReportSession(
  source: ReportSource,
  post: (message: ToWebview) => void,
  exportRun: (run: RunRecord) => Promise<void>,
  firstRunId?: string,
): ReportSession {
  let runs: readonly RunRecord[] = [];
  let shown: RunRecord | undefined;
  let state: 'new' | 'loaded' | FaultData = 'new';
  let reading: AbortController | undefined;
  let retrying = false;
  let disposed = false;

  async function reload(choose: (now: readonly RunRecord[]) => string | undefined): Promise<void> {
    reading?.abort();
    const mine = new AbortController();
    reading = mine;
    if (state !== 'loaded') {
      state = 'new';
      postPage();
    }
    postBusy();
    try {
      const loaded = await source.loadRuns(mine.signal);
      if (mine.signal.aborted) return;
      const wanted = choose(loaded);
      runs = loaded;
      shown = runs.find((run) => run.id === wanted) ?? runs[0];
      state = 'loaded';
    } catch (error) {
      if (mine.signal.aborted) return;
      state = asFault(error, `The report of ${source.root} cannot be read`).toData();
    }
    reading = undefined;
    postPage();
    postBusy();
  }

  async function answer(message: FromWebview): Promise<void> {
    switch (message.type) {
      case 'ready':
        if (state === 'new') return reload(() => message.runId ?? firstRunId);
        postPage();
        return postBusy();
      case 'refresh':
        return reload(() => shown?.id);
      case 'select-run':
        shown = runs.find((run) => run.id === message.runId) ?? shown;
        return postPage();
      case 'retry-failed':
        return retry(present(shown));
      case 'export':
        return exportRun(present(shown));
      case 'preview-table':
        return source.previewTable(known(message.location));
      case 'copy-path':
        return source.copyPath(known(message.location));
      case 'reveal-path':
        return source.revealPath?.(known(message.location));
      default:
        return exhaustive(message);
    }
  }

  async function retry(run: RunRecord): Promise<void> {
    if (retrying) return;
    const newestBefore = runs[0]?.id;
    retrying = true;
    postBusy();
    try {
      await source.retryFailed(run.id);
    } finally {
      retrying = false;
      await reload(([newest]) => (newest?.id === newestBefore ? shown?.id : newest?.id));
    }
  }

  /** The place itself, if the run that is shown names it: the webview opens nothing else. */
  function known(location: string): string {
    const named = (row: ReportRow) => row.source === location || row.target === location;
    if (present(shown).rows.some(named)) return location;
    throw new Fault('internal', `The report asked for ${location}, which it does not name.`);
  }

  function screen(): Screen {
    if (state === 'new') return { kind: 'loading' };
    if (state !== 'loaded') return { kind: 'error', error: state };
    if (shown === undefined) return { kind: 'empty' };
    return { kind: 'run', runs: runs.map(headOf), shown: headOf(shown), rows: shown.rows };
  }

  function postPage(): void {
    if (disposed) return;
    const { lakehouse, root, revealPath } = source;
    post({ type: 'page', lakehouse, root, screen: screen(), canReveal: revealPath !== undefined });
  }

  function postBusy(): void {
    if (disposed) return;
    post({ type: 'busy', busy: retrying ? 'retrying' : reading === undefined ? undefined : 'reading' });
  }

  return {
    async receive(message) {
      const understood = parseFromWebview(message);
      if (understood === undefined) return;
      try {
        await answer(understood);
      } catch (error) {
        source.onFault(error);
      }
    },
    reload: (runId) => reload(() => runId),
    dispose() {
      disposed = true;
      reading?.abort();
    },
  };
}

function present(run: RunRecord | undefined): RunRecord {
  if (run === undefined) throw new Fault('not-found', 'No run is shown.', { advice: 'Choose a run first.' });
  return run;
}

function headOf({ rows: _, ...head }: RunRecord): RunHead {
  return head;
}
