/** Runs the commands that read one version of a table: the newest, or the one that a run of a backup left. */

import * as vscode from 'vscode';
import type { CopyOfRun } from '../../backup/verify/copyOfRun';
import type { Lakehouse, TableMoment } from '../../lakehouse/lakehouse';
import type { Services } from '../services';
import type { PastTableSubject, TableSubject } from '../trees/node';
import { withProgress } from '../withProgress';
import type { Command } from './command';

export interface VersionRead {
  readonly lakehouse: Lakehouse;
  readonly name: string;
  readonly location: string;
  /** The run whose copy is meant; undefined for the newest version. */
  readonly copy: CopyOfRun | undefined;
  /** Reads that version. @throws Fault that says so where a run's version can no longer be read; whatever `read` throws. */
  readonly at: <T>(read: (moment: TableMoment) => Promise<T>) => Promise<T>;
  readonly signal: AbortSignal;
}

/**
 * @param title what goes on, made of the table's name.
 * @param pick asks for a table where the command was not started from one.
 */
export function onVersion(
  title: (table: string) => string,
  pick: (services: Services) => Promise<TableSubject | undefined>,
  read: (version: VersionRead) => Promise<void>,
): Command {
  return async (services, subject) => {
    if (subject.kind === 'pastTable') return withProgress(title(subject.table), readPast(subject, read));
    const chosen = subject.kind === 'table' ? subject : await pick(services);
    if (chosen === undefined) return;
    const { lakehouse, table } = chosen;
    await withProgress(title(table.name), (signal) =>
      read({ lakehouse, ...table, copy: undefined, at: (what) => what('latest'), signal }),
    );
  };
}

function readPast(
  { lakehouse, root, runId, table }: PastTableSubject,
  read: (version: VersionRead) => Promise<void>,
): (signal: AbortSignal) => Promise<void> {
  return async (signal) => {
    const { findCopy, readCopy } = await import('../../backup/verify/copyOfRun');
    const copy = await findCopy({ root, runId, table }, lakehouse, signal);
    await read({
      lakehouse,
      name: copy.table,
      location: copy.location,
      copy,
      at: (what) => readCopy(copy, what, lakehouse, signal),
      signal,
    });
  };
}

/** What the tab of a page is kept by: one for each table and run. */
export function pageKey(page: string, { location, copy }: VersionRead): string {
  return [page, location, ...(copy === undefined ? [] : [copy.run.id])].join(':');
}

export const reading = (name: string): string => vscode.l10n.t('Reading {0}', name);
