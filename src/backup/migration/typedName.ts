/** The name that somebody types who wants a database dropped. Pure, and loaded before anything else of a migration is. */

import { Fault } from '../../base/fault';

/** Why what was typed is not the database's name; undefined where it is, to the letter. */
export function wrongName(database: string, typed: string): Fault | undefined {
  if (typed === database) return undefined;
  return new Fault('usage', `The database is called ${database}, not ${typed}.`, {
    advice: `To have the source dropped, give exactly its name, ${database}.`,
  });
}
