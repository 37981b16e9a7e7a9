/** The Restore wizard: from a backup to a plan that the user has confirmed. */

import { cliContext } from '../cliClipboard';
import { processCommand } from '../cliCommand';
import { processTitle } from '../processTitle';
import { makePlan } from '../runs/makePlan';
import type { Services } from '../services';
import { newRestore, type RestoreDraft, type RestoreStart, toRestoreChoice } from './restoreDraft';
import { restoreSteps } from './restoreSteps';
import { reviewStep } from './reviewStep';
import type { Confirmed } from './snapshotWizard';
import { takeSteps } from './steps';
import { lakehouseOf, present } from './wizard';

/**
 * @param start skips what it answers: the backup, and the run whose state is restored.
 * @returns undefined when the user has left the wizard.
 */
export async function askRestore(
  services: Services,
  start: RestoreStart | undefined,
): Promise<Confirmed | undefined> {
  const title = (draft: RestoreDraft) => processTitle('restore', draft.backup?.name);
  const backupOf = (draft: RestoreDraft) => present(draft.backup);
  const { backup, state, tables, root } = restoreSteps(services, title);
  const review = reviewStep<RestoreDraft>({
    title,
    plan: async (draft, signal) =>
      makePlan.restore(toRestoreChoice(draft), await lakehouseOf(services, backupOf(draft)), signal),
    command: (draft) => {
      const told = { process: 'restore', parameters: toRestoreChoice(draft) } as const;
      return processCommand(told, backupOf(draft).folder, cliContext(services));
    },
  });
  const steps = [
    ...(start === undefined ? [backup] : []),
    ...(start?.run === undefined ? [state] : []),
    ...[tables, root, review],
  ];
  const end = await takeSteps(steps, { draft: newRestore(start), confirmed: undefined });
  if (end?.confirmed === undefined) return undefined;
  return { plan: end.confirmed, place: backupOf(end.draft) };
}
