/** Whether old cluster logs are deleted. Databricks does not tell the rules of the storage, so this one can only say what to look at. */

import type { Check } from '../check';
import { logPlaces } from '../clusterLogs';
import { couldNotLook, type Finding } from '../finding';
import { LOG_DAYS, lifeCycleFixes } from '../fixes/lifeCycle';
import { LOGS_RIGHT, seenLogs } from '../seenLogs';

export const logLifeCycle: Check = {
  id: 'log-life-cycle',
  title: `Old cluster logs are deleted (after ${LOG_DAYS} days, say)`,
  why: 'Logs pile up for ever otherwise. Overwatch needs them only until its next run.',
  look: (facts): Finding => {
    const { clusters, unseen } = seenLogs(facts);
    const places = logPlaces(clusters);
    const [why] = unseen;
    if (places.length === 0 && why !== undefined) return couldNotLook(why, LOGS_RIGHT);
    if (places.length === 0)
      return {
        verdict: 'could-not-look',
        found: ['No cluster keeps its logs anywhere yet.'],
        mend: 'Have the clusters keep their logs first.',
      };
    const fixes = places.flatMap(({ path }) => lifeCycleFixes(path, facts.cloud));
    return {
      verdict: 'could-not-look',
      found: [
        `The rules of the storage behind ${places.map(({ path }) => path).join(', ')} are not told by Databricks.`,
      ],
      mend: `Needed: the right to read the storage's life-cycle rules, in the cloud's own console. Where there is no rule for the folder, make one of ${LOG_DAYS} days.`,
      // Two places in one bucket make one file of the same name each.
      fixes: fixes.filter(
        ({ fileName }, index) => fixes.findIndex((one) => one.fileName === fileName) === index,
      ),
    };
  },
};
