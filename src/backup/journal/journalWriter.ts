/** Writes a run's journal while it goes on, and sees to it that one process at a time works on a run. */

import { asFault, Fault } from '../../base/fault';
import type { Lakehouse } from '../../lakehouse/lakehouse';
import type { Plan } from '../plan';
import {
  formatEntry,
  type JournalEntry,
  type JournalState,
  parseJournal,
  runBegun,
  stateOf,
} from './journal';

export interface Journal {
  /** Adds an entry. It has been kept for good when this returns, and so have those before it. */
  write(entry: JournalEntry): Promise<void>;
  /** Adds an entry that nothing depends on: it is kept together with the next one that is written. */
  note(entry: JournalEntry): void;
  /** @throws Fault `conflict` where another process has resumed this run meanwhile. */
  assertOurs(signal: AbortSignal): Promise<void>;
}

/**
 * Begins the journal of a plan's run, or goes on with it.
 *
 * @param resumed what the journal said so far, where the run is resumed
 * @throws whatever the lakehouse throws where nothing can be written.
 */
export async function openJournal(
  plan: Plan,
  resumed: JournalState | undefined,
  lakehouse: Lakehouse,
  now: () => number,
): Promise<Journal> {
  const session = crypto.randomUUID();
  const { runId } = plan;
  const { root } = plan.parameters;
  const noted: string[] = [];
  let isCutOff = false;
  const append = inBatches(async (text) => {
    const lead = isCutOff ? formatEntry({ type: 'cut-off' }) : '';
    // A disk that is full takes half of it.
    isCutOff = true;
    await lakehouse.appendJournal(root, runId, lead + text);
    isCutOff = false;
  });
  const write = (entry: JournalEntry) => append(noted.splice(0).join('') + formatEntry(entry));
  const writer = lakehouse.processName;
  await write(
    resumed === undefined
      ? runBegun(plan, session, now(), writer)
      : { type: 'run-resumed', at: now(), session, writer },
  );
  return {
    write,
    note: (entry) => void noted.push(formatEntry(entry)),
    async assertOurs(signal) {
      const state = await readState(root, runId, lakehouse, signal);
      if (state?.session === session) return;
      throw new Fault('conflict', `Another process works on the run ${runId}.`, {
        advice: 'Let that one finish; this one stops here.',
      });
    },
  };
}

/** Where a run stands; undefined where it has no journal or never began. @throws Fault as `parseJournal` and `stateOf` do. */
export async function readState(
  root: string,
  runId: string,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<JournalState | undefined> {
  const text = await lakehouse.readJournal(root, runId, signal);
  try {
    const entries = text === undefined ? [] : parseJournal(text);
    return entries.length === 0 ? undefined : stateOf(entries);
  } catch (error) {
    const { code, message, advice } = asFault(error);
    throw new Fault(code, `Run ${runId} at ${root}: ${message}`, { advice, cause: error });
  }
}

/** Where the newest run stands that began at a root; undefined where none did. @throws Fault as {@link readState} does. */
export async function readNewest(
  root: string,
  lakehouse: Lakehouse,
  signal: AbortSignal,
): Promise<JournalState | undefined> {
  for (const runId of [...(await lakehouse.journals(root, signal))].reverse()) {
    const state = await readState(root, runId, lakehouse, signal);
    if (state !== undefined) return state;
  }
  return undefined;
}

/** Entries that come while others are being written are gathered: several tables end at about the same time, and each write waits for the disk. */
function inBatches(append: (text: string) => Promise<void>): (text: string) => Promise<void> {
  let waiting: { text: string; written: Promise<void> } | undefined;
  let last: Promise<unknown> = Promise.resolve();
  return (text) => {
    if (waiting !== undefined) {
      waiting.text += text;
      return waiting.written;
    }
    const batch = { text, written: Promise.resolve() };
    batch.written = last.then(() => {
      waiting = undefined;
      return append(batch.text);
    });
    waiting = batch;
    // A batch that fails is told to those who wrote it; the next one is tried all the same.
    last = batch.written.catch(() => undefined);
    return batch.written;
  };
}
