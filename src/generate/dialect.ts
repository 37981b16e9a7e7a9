/** The three ways to have a process done on Databricks, and what each cannot do. Pure. */

import { Fault } from '../base/fault';
import { type Subject, titleOf } from './subject';

export const DIALECTS = ['guide', 'jar', 'no-jar'] as const;
export type Dialect = (typeof DIALECTS)[number];

/** Why one would choose it, in a line. */
export const DIALECT_REASONS: Readonly<Record<Dialect, string>> = {
  guide: 'The classes of the guide: for a JAR of your own, as no released one has them.',
  jar: 'The released JARs, 0.7.2.1 to 0.8.2.0: where one of them is installed already.',
  'no-jar': 'Plain SQL and PySpark: leaves no duplicates, and lasts although Overwatch does not.',
};

/** What a user should know of a dialect before running what is generated. One sentence or two each. */
export function cautions(subject: Subject, dialect: Dialect): string[] {
  if (dialect === 'no-jar') return [];
  const { process, parameters } = subject;
  return [
    ...(process === 'snapshot' && parameters.type === 'incremental'
      ? [
          'Overwatch appends rows again that the source rewrote (UPDATE, DELETE, MERGE), so the copy may hold duplicates. The dialect no-jar leaves none.',
        ]
      : []),
    ...(process === 'migrate'
      ? [
          "Overwatch's migration drops the ETL and the consumer database in the end, even where a table failed to clone. The dialect no-jar does not.",
        ]
      : []),
    ...(process === 'bronze-backup' && !parameters.overwrite
      ? ['Old copies are never removed: overwatch-backup forget does that by rules.']
      : []),
    'A table that fails does not fail the run: look into the report it writes.',
  ];
}

/** @throws Fault `usage` for a parameter that the dialect has no word for. */
export function refuseInexpressible(subject: Subject, dialect: Dialect): void {
  const { process, parameters } = subject;
  const refuse = (what: string, advice = 'Leave it out, or choose the dialect no-jar.') => {
    throw new Fault('usage', `The dialect ${dialect} cannot ${what} in the ${titleOf(subject)}.`, {
      advice,
    });
  };
  const here = 'Leave it out, or run the command of that name here instead.';
  if (parameters.checksum) refuse('compare contents by checksum', here);
  if (process === 'restore' && parameters.run !== undefined)
    refuse('bring back a run', 'Restore as of the time of that run, or run the restore here instead.');
  if (process === 'snapshot' && parameters.type === 'incremental' && parameters.asOf !== undefined)
    refuse('stop at an instant', here);
  if (dialect === 'no-jar') return;
  if (parameters.asOf !== undefined) refuse('go back to an instant');
  if ('only' in parameters && parameters.only !== undefined) refuse('take only some tables');
  if ('include' in parameters && parameters.include.length > 0) refuse('take further tables');
  if (process === 'migrate') {
    if (!parameters.dropSource)
      refuse('keep the source', 'Say that it may be dropped, or choose the dialect no-jar.');
    if (parameters.config.database !== undefined) refuse('use another etl_database_name');
    if (parameters.config.storagePrefix !== undefined) refuse('set another storage_prefix');
    if (parameters.acceptLoss.length > 0) refuse('accept the loss of tables');
  }
}
