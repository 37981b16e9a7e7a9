/** What was done to a table, as its commits tell. */

import type { Storage } from '../storage/storage';
import type { CommitInfo } from './actions';
import type { LogFiles } from './logFiles';
import { copyIn, toldBy } from './origin';
import type { HistoryEntry } from './results';
import { readCommit, type Snapshot } from './snapshot';
import { commitTimes } from './timestamps';

/** The newest `limit` commits that are still there, newest first. @throws Fault `damaged`. */
export async function readHistory(
  storage: Storage,
  log: LogFiles,
  latest: Snapshot,
  limit: number,
  signal: AbortSignal,
): Promise<HistoryEntry[]> {
  const recent = { ...log, commits: log.commits.slice(-limit) };
  const times = await commitTimes(storage, recent, latest, signal);
  const entries: HistoryEntry[] = [];
  for (const version of [...recent.commits].reverse()) {
    signal.throwIfAborted();
    const actions = await readCommit(storage, log.table, version);
    const info = actions.find(({ commitInfo }) => commitInfo !== undefined)?.commitInfo;
    const copy = copyIn(toldBy(info, actions));
    const copied = copy === undefined ? {} : { copy };
    entries.push({ version, committedAt: times.get(version) ?? 0, ...describe(info), ...copied });
  }
  return entries;
}

function describe(
  info: CommitInfo | undefined,
): Pick<HistoryEntry, 'operation' | 'parameters' | 'metrics' | 'engine'> {
  return {
    operation: info?.operation ?? 'unknown',
    parameters: asTexts(info?.operationParameters),
    metrics: asTexts(info?.operationMetrics),
    ...(info?.engineInfo === undefined ? {} : { engine: info.engineInfo }),
  };
}

function asTexts(values: Readonly<Record<string, unknown>> | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values ?? {}).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}
