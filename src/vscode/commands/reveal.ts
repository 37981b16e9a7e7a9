/** Shows a node's folder where the user browses files. */

import { revealPath } from '../fileManager';
import type { Command } from './command';
import { subjectPath } from './subjectPath';

export const reveal: Command = async (_services, subject) => {
  const path = subjectPath(subject);
  if (path !== undefined) await revealPath(path);
};
