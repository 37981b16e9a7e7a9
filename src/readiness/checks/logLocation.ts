/** Whether all logs go to one place. */

import { formatCount } from '../../base/format';
import type { Check } from '../check';
import { type LogPlace, logPlaces } from '../clusterLogs';
import { couldNotLook, listed, pass } from '../finding';
import { policyFix } from '../fixes/clusterPolicy';
import { LOGS_RIGHT, NO_CLUSTER, seenLogs } from '../seenLogs';

export const logLocation: Check = {
  id: 'log-location',
  title: 'All cluster logs go to one place',
  why: 'Logs that are strewn over the storage are hard to clean up, take up space for ever, and have to be found by Overwatch one by one.',
  look: (facts) => {
    const { clusters, unseen } = seenLogs(facts);
    const places = logPlaces(clusters);
    const [first, second] = places;
    // Two places are two places, whatever else there is.
    if (second !== undefined) {
      return {
        verdict: 'warn',
        found: [`Logs go to ${formatCount(places.length, 'place')}.`, ...places.map(placeText)],
        mend: 'Choose one of them, and have a cluster policy fix it.',
        fixes: [policyFix(first?.path)],
      };
    }
    const [why] = unseen;
    if (why !== undefined) return couldNotLook(why, LOGS_RIGHT);
    if (clusters.length === 0) return couldNotLook(NO_CLUSTER);
    if (first === undefined)
      return {
        verdict: 'warn',
        found: ['No cluster keeps its logs anywhere.'],
        mend: 'Have the clusters keep their logs first.',
      };
    return pass(placeText(first));
  },
};

function placeText({ path, clusters }: LogPlace): string {
  return `${path}: ${formatCount(clusters.length, 'cluster')} (${listed(clusters)}).`;
}
