/** Plans of clean-ups for tests. */

import type { FolderCopy } from '../../../../src/backup/retention/copies';
import type { ForgetPlan } from '../../../../src/backup/retention/forget';
import type { Decision } from '../../../../src/backup/retention/retention';

export function forgetPlan(parts: Partial<ForgetPlan>): ForgetPlan {
  return {
    runId: 'r',
    process: 'forget',
    parameters: { from: '/b', retention: { last: 1 } },
    createdAt: 0,
    folders: [],
    runs: [],
    unfinished: [],
    tables: [],
    ...parts,
  };
}

export function folderDecision(location: string, keep: boolean): Decision<FolderCopy> {
  const copy: FolderCopy = {
    kind: 'folder',
    id: location,
    location,
    takenAt: Date.UTC(2026, 10, 23, 3, 24),
    database: 'ow',
    isGood: true,
    tables: ['a', 'b'],
  };
  return { copy, keep, reasons: keep ? ['last', 'last good copy'] : ['no rule keeps it'] };
}
