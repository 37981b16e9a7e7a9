/** What a command is: it gets the services and, when started from a node of a tree, what that node stands for. */

import type { Services } from '../services';
import type { Subject } from '../trees/node';

export interface Target {
  readonly subject: Subject;
}

/** Whatever it throws is shown as a notification by `register.ts`. */
export type Command = (services: Services, subject: Subject) => Promise<void> | void;
