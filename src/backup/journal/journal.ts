/**
 * A run's journal: what it set out to do and how far it came, as lines of JSON. From a journal alone follows what is left to do.
 *
 * A kill may cut off a line, and so may a full disk; whatever that line would have said counts as not done.
 */

import { asFault, exhaustive, Fault } from '../../base/fault';
import type { RunStatus, StepOutcome, TableOutcome } from '../outcome';
import type { Plan, Step } from '../plan';

/** The form of the entries; a journal of another form is refused. */
const FORMAT = 1;

/** One line. Times are epoch ms. */
export type JournalEntry =
  | {
      readonly type: 'run-begun';
      readonly format: typeof FORMAT;
      readonly at: number;
      /** Tells the processes that work on a run from one another: the last one named is the one that may. */
      readonly session: string;
      /** The process that writes, as the lakehouse names it; absent in journals of old. */
      readonly writer?: string;
      readonly plan: Plan;
    }
  | {
      readonly type: 'run-resumed';
      readonly at: number;
      readonly session: string;
      readonly writer?: string;
    }
  | { readonly type: 'table-begun'; readonly at: number; readonly table: string }
  | { readonly type: 'table-ended'; readonly table: string; readonly outcome: TableOutcome }
  /** Steps that take the place of those for the same tables, or come to them: the source moved meanwhile. */
  | { readonly type: 'replanned'; readonly at: number; readonly steps: readonly Step[] }
  | { readonly type: 'step-begun'; readonly at: number; readonly step: string }
  | { readonly type: 'step-ended'; readonly step: string; readonly outcome: StepOutcome }
  | { readonly type: 'run-ended'; readonly at: number; readonly status: RunStatus }
  /** The line before may be half of an entry: its write failed, or its process was killed. What it would have said counts as not done. */
  | { readonly type: 'cut-off' };

/** Where a run stands. */
export interface JournalState {
  /** With the steps as they were last planned. */
  readonly plan: Plan;
  readonly session: string;
  /** The process that wrote last, where the journal tells. */
  readonly writer: string | undefined;
  /** How tables ended. */
  readonly tables: ReadonlyMap<string, TableOutcome>;
  /** How steps of the whole run ended, by their names. */
  readonly steps: ReadonlyMap<string, StepOutcome>;
  /** Tables that were begun and did not end, as far as the journal had been written. */
  readonly begunTables: ReadonlySet<string>;
  /** Tables that failed and are to be copied anew: what stands in their targets is not to be trusted. */
  readonly failedTables: ReadonlySet<string>;
  /** Steps that were ever begun. */
  readonly begunSteps: ReadonlySet<string>;
  /** Undefined where the run did not come to its end. */
  readonly status: RunStatus | undefined;
}

/** The entry that begins the journal of a plan's run. */
export function runBegun(plan: Plan, session: string, at: number, writer?: string): JournalEntry {
  const by = writer === undefined ? {} : { writer };
  return { type: 'run-begun', format: FORMAT, at, session, ...by, plan };
}

/** An entry as the line that is appended. */
export function formatEntry(entry: JournalEntry): string {
  // Behind half a line the next entry begins a line of its own.
  return `${mayFollowHalf(entry) ? '\n' : ''}${JSON.stringify(entry)}\n`;
}

/** Whether an entry may stand behind half a line. */
function mayFollowHalf({ type }: JournalEntry): boolean {
  return type === 'run-resumed' || type === 'cut-off';
}

/** None where even the first line was cut off: that run never began. @throws Fault `damaged` for any other line that cannot be read. */
export function parseJournal(text: string): JournalEntry[] {
  const lines = text.split('\n').filter((line) => line !== '');
  const entries: (JournalEntry | Fault)[] = lines.map(parseLine);
  return entries.flatMap((entry, index) => {
    if (!(entry instanceof Fault)) return [entry];
    // A run whose first line was cut off never began, so nobody added another.
    if (index === 0 && entries.length > 1) throw entry;
    // The line that was to follow half a line may have been cut off too.
    const next = entries.slice(index + 1).find((one): one is JournalEntry => !(one instanceof Fault));
    if (next === undefined || mayFollowHalf(next)) return [];
    throw entry;
  });
}

function parseLine(line: string, index: number): JournalEntry | Fault {
  try {
    return JSON.parse(line) as JournalEntry;
  } catch (error) {
    return new Fault(
      'damaged',
      `The journal cannot be read in line ${index + 1}: ${asFault(error).message}`,
      {
        advice: 'The run cannot be resumed. Begin a new one: what is already copied is kept.',
        cause: error,
      },
    );
  }
}

/** Whether a table's outcome stands when the run is resumed; the others are tried again. */
export function isSettled(outcome: TableOutcome | undefined): outcome is TableOutcome {
  return outcome !== undefined && outcome.status !== 'failed' && outcome.status !== 'cancelled';
}

/**
 * Where a run stands after these entries.
 *
 * @throws Fault `damaged` for entries that do not begin with a run; `unsupported-feature` for those of another product version.
 */
export function stateOf(entries: readonly JournalEntry[]): JournalState {
  const [first, ...more] = entries;
  if (first?.type !== 'run-begun') throw new Fault('damaged', 'The journal does not begin with a run.');
  if (first.format !== FORMAT) {
    throw new Fault(
      'unsupported-feature',
      `The journal has the form ${first.format}, which is not known here.`,
      {
        advice: 'Resume the run with the version of this product that began it, or a newer one.',
      },
    );
  }
  let { plan, session, writer } = first;
  let status: RunStatus | undefined;
  const tables = new Map<string, TableOutcome>();
  const steps = new Map<string, StepOutcome>();
  const begunTables = new Set<string>();
  const failedTables = new Set<string>();
  const begunSteps = new Set<string>();
  for (const entry of more) {
    switch (entry.type) {
      case 'run-begun':
        throw new Fault('damaged', 'The journal holds two runs.');
      case 'run-resumed':
        session = entry.session;
        writer = entry.writer;
        status = undefined;
        for (const [table, outcome] of tables) if (!isSettled(outcome)) tables.delete(table);
        for (const [step, outcome] of steps) if (outcome.status !== 'done') steps.delete(step);
        break;
      case 'table-begun':
        begunTables.add(entry.table);
        break;
      case 'table-ended':
        begunTables.delete(entry.table);
        tables.set(entry.table, entry.outcome);
        if (entry.outcome.status === 'failed') failedTables.add(entry.table);
        else failedTables.delete(entry.table);
        break;
      case 'replanned':
        plan = { ...plan, steps: replaceSteps(plan.steps, entry.steps) };
        for (const { table } of entry.steps) tables.delete(table);
        break;
      case 'step-begun':
        begunSteps.add(entry.step);
        break;
      case 'step-ended':
        steps.set(entry.step, entry.outcome);
        break;
      case 'run-ended':
        status = entry.status;
        break;
      case 'cut-off':
        break;
      default:
        exhaustive(entry);
    }
  }
  return { plan, session, writer, tables, steps, begunTables, failedTables, begunSteps, status };
}

/** Steps of which some are planned anew: those come to the place of their tables, new tables to the end. */
export function replaceSteps(steps: readonly Step[], fresh: readonly Step[]): Step[] {
  const byTable = new Map(fresh.map((step) => [step.table, step]));
  const known = new Set(steps.map(({ table }) => table));
  return [
    ...steps.map((step) => byTable.get(step.table) ?? step),
    ...fresh.filter(({ table }) => !known.has(table)),
  ];
}
