/** The SQL that registers the tables of a restore on Databricks, in an editor, from where it can be copied or saved. */

import * as vscode from 'vscode';
import { targetName } from '../backup/planning/select';
import { GLOBAL_SHARE } from '../overwatch/recognise';
import { registrationSql } from '../overwatch/registrationSql';
import { openText } from './openText';
import type { EndAction } from './runs/execute';
import { goodTables, type TrackedRun } from './runs/trackedRun';

/** Opens the SQL of a restore that has ended. */
export function sqlAction(run: () => TrackedRun | undefined): EndAction {
  return {
    label: vscode.l10n.t('Registration SQL…'),
    act: async () => {
      const restored = run();
      const sql = restored === undefined ? undefined : await askSql(restored);
      if (sql !== undefined) await openText(sql, 'sql');
    },
  };
}

/** Asks how Databricks names the place, and makes the SQL. @returns undefined when the user has closed the box. */
export async function askSql(run: TrackedRun): Promise<string | undefined> {
  const { root, database } = run.job.parameters;
  const location = await vscode.window.showInputBox({
    title: vscode.l10n.t('Registration SQL of {0}', database.name),
    prompt: vscode.l10n.t(
      'The restored storage prefix as Databricks names it, such as abfss://container@account.dfs.core.windows.net/overwatch.',
    ),
    value: root,
    ignoreFocusOut: true,
    validateInput: (typed) => (typed.trim() === '' ? vscode.l10n.t('The SQL needs a location.') : undefined),
  });
  if (location === undefined) return undefined;
  return registrationSql({
    database: database.name.split('/').at(-1) ?? database.name,
    location: `${location.trim().replace(/\/+$/, '')}/${GLOBAL_SHARE}`,
    tables: goodTables(run).map((table) => ({ name: targetName(table), folder: targetName(table) })),
  });
}
