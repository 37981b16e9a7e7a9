/** An order of a run as the tests of jobs have it. */

import type { RunOrder } from '../../../src/jobs/order';
import { unpinnedPlan } from '../../../src/jobs/planFile';
import { SUBJECTS } from '../generate/subjects';

export const RUN_ID = '20261123T100000Z-1a2b3c';

export function snapshotOrder(more: Partial<RunOrder> = {}): RunOrder {
  const subject = SUBJECTS.snapshot;
  return {
    token: 'token-1',
    subject,
    plan: unpinnedPlan(subject, ['pipeline_report', 'cluster_gold'], { runId: RUN_ID, now: 0 }),
    options: {
      compute: { kind: 'serverless' },
      emails: ['ops@example.com'],
      webhooks: [],
      timeoutMinutes: 60,
    },
    ...more,
  };
}
