/** The path that a subject stands for. */

import { exhaustive } from '../../base/fault';
import type { Subject } from '../trees/node';

/** Undefined for a subject that is no place. */
export function subjectPath(subject: Subject): string | undefined {
  switch (subject.kind) {
    case 'folder':
      return subject.folder;
    case 'database':
      return subject.location;
    case 'table':
      return subject.table.location;
    case 'backup':
    case 'pastRun':
      return subject.root;
    case 'run':
      return subject.run.job.parameters.root;
    case 'none':
      return undefined;
    default:
      return exhaustive(subject);
  }
}
