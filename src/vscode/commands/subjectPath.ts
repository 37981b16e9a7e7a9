/** The path that a subject stands for. */

import { exhaustive } from '../../base/fault';
import { shownPlace } from '../../lakehouse/placeText';
import { rootOf } from '../jobRuns/record';
import type { Subject } from '../trees/node';

/** Undefined for a subject that is no place. */
export function subjectPath(subject: Subject): string | undefined {
  switch (subject.kind) {
    case 'folder':
      return subject.folder;
    case 'database':
    case 'health':
      return shownPlace(subject.location);
    case 'table':
      return shownPlace(subject.table.location);
    case 'pastTable':
      return shownPlace(subject.location);
    case 'backup':
    case 'pastRun':
    case 'interrupted':
      return shownPlace(subject.root);
    case 'run':
      return shownPlace(subject.run.job.parameters.root);
    case 'jobRun':
      return rootOf(subject.record);
    case 'none':
      return undefined;
    default:
      return exhaustive(subject);
  }
}
