/** Runs the commands that read one table: finds it, shows that something goes on, and lets the user stop it. */

import { pickTable } from '../pickers/pickPlace';
import type { Services } from '../services';
import type { TableSubject } from '../trees/node';
import { withProgress } from '../withProgress';
import type { Command } from './command';

export interface TableRead {
  readonly services: Services;
  readonly table: TableSubject;
  readonly signal: AbortSignal;
}

/** @param title what goes on, made of the table's name. */
export function onTable(title: (table: string) => string, read: (on: TableRead) => Promise<void>): Command {
  return async (services, subject) => {
    const table = subject.kind === 'table' ? subject : await pickTable(services);
    if (table === undefined) return;
    await withProgress(title(table.table.name), (signal) => read({ services, table, signal }));
  };
}
