/** The beginning of *Add Lakehouse… > Databricks Workspace…*, whatever the way to sign in. */

import type { Workbench } from '../harness';

/** Chooses a way by its label, such as `Azure CLI…`. */
export async function beginSignIn({ runCommand, quickPick }: Workbench, way: string): Promise<void> {
  await runCommand('Overwatch: Add Lakehouse…');
  await quickPick.waitFor('Add Lakehouse');
  await quickPick.pick('Databricks Workspace…');
  await quickPick.waitFor('Which workspace, and how to sign in?');
  await quickPick.pick(way);
}
