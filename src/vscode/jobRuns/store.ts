/** The runs on Databricks that this window began, kept with its workspace, so that the editor may be closed meanwhile. */

import type * as vscode from 'vscode';
import { idOf, isUnderWay, type JobRunRecord } from './record';

const KEY = 'jobRuns';
/** How many are kept of those that have ended. */
const KEPT = 20;

export interface JobRunStore {
  /** Newest first. */
  list(): readonly JobRunRecord[];
  get(id: string): JobRunRecord | undefined;
  /** Adds a record, or puts it in the place of the one with its id. It is kept once this has resolved. */
  put(record: JobRunRecord): Promise<void>;
  remove(id: string): Promise<void>;
}

/** @param state of the workspace that is open: no other window writes to it */
export function createJobRunStore(state: Pick<vscode.Memento, 'get' | 'update'>): JobRunStore {
  let records: readonly JobRunRecord[] | undefined;
  const list = () => {
    records ??= state.get<readonly JobRunRecord[]>(KEY, []);
    return records;
  };
  const keep = async (next: readonly JobRunRecord[]) => {
    records = withoutOld(next);
    await state.update(KEY, records);
  };
  return {
    list,
    get: (id) => list().find((one) => idOf(one) === id),
    put: (record) => {
      const id = idOf(record);
      const isKnown = list().some((one) => idOf(one) === id);
      return keep(isKnown ? list().map((one) => (idOf(one) === id ? record : one)) : [record, ...list()]);
    },
    remove: (id) => keep(list().filter((one) => idOf(one) !== id)),
  };
}

/** What may still be at work is never forgotten. */
function withoutOld(records: readonly JobRunRecord[]): readonly JobRunRecord[] {
  const ended = records.filter((one) => !isUnderWay(one));
  const old = new Set(ended.slice(KEPT));
  return records.filter((one) => !old.has(one));
}
