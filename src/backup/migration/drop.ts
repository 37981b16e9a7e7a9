/**
 * Drops the source of a migration, table by table or by one statement. Before the first table goes, every copy is looked at once more: it must be there and
 * whole, and the source must not have moved since. A drop that was interrupted is finished the same way.
 */

import { mapLimit } from '../../base/concurrency';
import { asFault, Fault } from '../../base/fault';
import { formatCount } from '../../base/format';
import type { TableEntry } from '../../lakehouse/lakehouse';
import type { DropStep } from '../afterSteps';
import type { TableOutcome } from '../outcome';
import type { Step } from '../plan';
import { hasMoved, type Migration } from './migration';
import { notCovered } from './plan';

const DROP = 'drop ';

/** The name under which the journal knows the drop of one table, or of a whole database by its location. */
function nameOf(what: string): string {
  return `${DROP}${what}`;
}

/** What `nameOf` was given for the drops that were begun, of all steps that a journal names. */
export function begunDrops(steps: Iterable<string>): Set<string> {
  return new Set([...steps].filter((step) => step.startsWith(DROP)).map((step) => step.slice(DROP.length)));
}

/** A table to drop; `copy` is undefined for one that is accepted as lost. */
interface Doomed {
  readonly table: string;
  readonly location: string;
  readonly copy: Step | undefined;
  readonly isBegun: boolean;
}

/**
 * @returns what was done, in words.
 * @throws Fault `source-kept` where a table is not covered by a verified copy; `conflict` where the source moved; `damaged`. Nothing was
 *   dropped by this call then. Whatever the lakehouse throws while it removes a table.
 */
export async function dropSource(step: DropStep, migration: Migration): Promise<string> {
  if (!step.state.ready) throw new Fault(step.state.error.code, step.state.error.message, step.state.error);
  const { lakehouse, signal, concurrency, onEvent, begunDrops: begun } = migration;
  const doomed = await doomedTables(step, migration);
  await mapLimit(doomed, concurrency, (table) => checkCopy(table, migration), signal);
  if (step.whole === true) return await dropWhole(step, migration);
  for (const { table, location } of doomed) {
    await dropOne(table, migration, async () => {
      begun.add(table);
      await lakehouse.dropTable(location, signal);
    });
    onEvent({ type: 'table-dropped', table });
  }
  return `${formatCount(step.tables.length, 'table')} dropped`;
}

/** One statement takes the database away with all that lies in it. */
async function dropWhole({ tables, lost }: DropStep, migration: Migration): Promise<string> {
  const { plan, steps, begunDrops: begun, lakehouse, signal, onEvent } = migration;
  const { location } = plan.parameters.database;
  const whole = lakehouse.wholeDrop(location);
  if (whole === undefined) throw new Fault('internal', `${location} cannot be dropped by one statement.`);
  const known = new Set([...lost, ...steps.map(({ table }) => table)]);
  const error = notCovered((await whole.others(location, signal)).filter((name) => !known.has(name)));
  if (error !== undefined) throw error;
  const before = await lakehouse.tables(location, signal);
  await dropOne(location, migration, async () => {
    // Where the statement fails half-way, or nobody saw its end, the source is no longer what it was.
    begun.add(location);
    try {
      await whole.drop(location, signal);
    } catch (error) {
      if (await isStillThere(before, location, migration)) begun.delete(location);
      throw error;
    }
  });
  for (const table of tables) onEvent({ type: 'table-dropped', table });
  return `the database dropped with ${formatCount(tables.length, 'table')}`;
}

/** Whether the database is seen to hold all these tables. */
async function isStillThere(
  tables: readonly TableEntry[],
  database: string,
  { lakehouse, signal }: Migration,
): Promise<boolean> {
  try {
    const present = new Set((await lakehouse.tables(database, signal)).map(({ name }) => name));
    return tables.every(({ name }) => present.has(name));
  } catch {
    // What failed before is told of; here nothing more could be seen.
    return false;
  }
}

/** Has one thing dropped; that it is begun is on the disk before, that it is gone after. */
async function dropOne(
  what: string,
  { journal, signal, now }: Migration,
  drop: () => Promise<void>,
): Promise<void> {
  signal.throwIfAborted();
  await journal.assertOurs(signal);
  const startedAt = now();
  await journal.write({ type: 'step-begun', at: startedAt, step: nameOf(what) });
  await drop();
  const outcome = { status: 'done', what: 'dropped', startedAt, endedAt: now() } as const;
  await journal.write({ type: 'step-ended', step: nameOf(what), outcome });
}

/** What is left to drop, in the plan's order. @throws Fault `source-kept` where the source holds a table that nobody reckoned with. */
async function doomedTables({ tables, lost }: DropStep, migration: Migration): Promise<Doomed[]> {
  const { plan, steps, begunDrops: begun, lakehouse, signal } = migration;
  const { location: database } = plan.parameters.database;
  const present = (await lakehouse.tables(database, signal)).map(({ name }) => name);
  const copies = new Map(steps.map((step) => [step.table, step]));
  const error = notCovered(present.filter((table) => !copies.has(table) && !lost.includes(table)));
  if (error !== undefined) throw error;
  const doomed: Doomed[] = [];
  for (const table of new Set([...tables, ...copies.keys()])) {
    const location = lakehouse.join(database, table);
    const isBegun = begun.has(table) && (await lakehouse.isDropBegun(location, signal));
    if (isBegun || present.includes(table))
      doomed.push({ table, location, copy: copies.get(table), isBegun });
  }
  return doomed;
}

/** @throws Fault for a copy that is not there, not whole, or not of the source as it is now. */
async function checkCopy({ table, copy, isBegun }: Doomed, migration: Migration): Promise<void> {
  if (copy === undefined) return;
  const { lakehouse, outcomes, signal } = migration;
  const { source, target } = copy;
  try {
    const targetVersion = verifiedVersion(table, outcomes.get(table));
    const { version } = await lakehouse.detail(target, 'latest', signal);
    if (version < targetVersion) {
      throw new Fault(
        'damaged',
        `${target} ends with version ${version}, but ${targetVersion} was verified.`,
      );
    }
    // Of a table that is half gone, only the copy can be looked at; it was compared before the drop began.
    if (!isBegun && (await hasMoved(copy, migration))) {
      throw new Fault('conflict', `The source of ${table} is no longer what was copied.`, {
        advice: 'Stop the Overwatch jobs and begin a new migration: the source is kept.',
      });
    }
    if (!isBegun && copy.state.ready && version === targetVersion) {
      const { sourceVersion } = copy.state;
      await lakehouse.verifyClone({ source, sourceVersion, target }, false, signal);
    } else await lakehouse.verifyTable(target, { moment: 'latest', checksum: false }, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw asFault(error, `Table ${table}`);
  }
}

function verifiedVersion(table: string, outcome: TableOutcome | undefined): number {
  if (outcome?.status === 'done' || outcome?.status === 'warning') return outcome.targetVersion;
  throw new Fault('source-kept', `The source is kept: ${table} has no verified copy.`);
}
