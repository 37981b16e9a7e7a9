/**
 * Journals of runs and notes at a root, as rows of one Delta table: `<root>/.overwatch-backup/log`, or the table `overwatch_backup_log` of a
 * schema. Rows are only ever appended, each append is one commit, and what was written last holds.
 */

import { asFault, Fault } from '../../base/fault';
import type { JournalPort } from '../journalPort';
import type { Lakehouse } from '../lakehouse';
import { processNames } from '../processName';
import { asNotWritable } from './notWritable';
import { joinPlace, nameLocation, parseLocation } from './places';
import { numberIn, repeatable, textIn } from './sql';
import * as statements from './statements';
import type { Warehouse } from './warehouse';

/** The folder of a root that holds what is this product's own; the folder lakehouse knows a backup by it. */
export const NOTES = '.overwatch-backup';
export const LOG_TABLE = 'overwatch_backup_log';

const COLUMNS = [
  { name: 'kind', type: 'string' },
  { name: 'id', type: 'string' },
  { name: 'seq', type: 'bigint' },
  { name: 'at', type: 'timestamp' },
  { name: 'text', type: 'string' },
] as const;

type Kind = 'journal' | 'note';

export function logTable(root: string): string {
  const place = parseLocation(root);
  return place.kind === 'path' ? joinPlace(root, NOTES, 'log') : nameLocation(...place.parts, LOG_TABLE);
}

type Logged = Pick<Lakehouse, 'readNote' | 'writeNote' | 'removeNote'> & JournalPort;

export function logged(
  warehouse: Warehouse,
  now: () => number,
): Logged & { prepareLog(root: string, signal: AbortSignal): Promise<void> } {
  const { sql } = warehouse;
  /** The last number given, by log: rows of one run must stay in their order whatever the clocks say. */
  const last = new Map<string, number>();

  const prepareLog = async (root: string, signal: AbortSignal) => {
    try {
      if (parseLocation(root).kind === 'name')
        await sql.run(repeatable(statements.createSchema(root)), signal);
      await sql.run(repeatable(statements.createTable(logTable(root), COLUMNS)), signal);
    } catch (error) {
      throw asNotWritable(error, root);
    }
  };
  const read = async (root: string, kind: Kind, id: string | undefined, signal: AbortSignal) => {
    const statement = statements.readLog(logTable(root), id !== undefined);
    try {
      return await sql.run(repeatable(statement, { kind, ...(id === undefined ? {} : { id }) }), signal);
    } catch (error) {
      if (asFault(error).code === 'not-delta') return undefined;
      throw error;
    }
  };
  const nextNumber = async (root: string, signal: AbortSignal) => {
    const table = logTable(root);
    let before = last.get(table);
    if (before === undefined) {
      await prepareLog(root, signal);
      const [row] = await sql.run(repeatable(statements.maximum(table, 'seq')), signal);
      before = Math.max(numberIn(row, 'value') ?? 0, last.get(table) ?? 0);
    }
    const next = Math.max(before + 1, now());
    last.set(table, next);
    return next;
  };
  const append = async (root: string, kind: Kind, id: string, text: string | null, signal: AbortSignal) => {
    const seq = await nextNumber(root, signal);
    const row = { kind, id, seq, at: new Date(now()).toISOString(), text };
    // Run again after a connection was lost, it leaves the row twice, with one number: it is read once.
    await sql.run(
      repeatable(statements.insertRows(logTable(root), COLUMNS), { rows: JSON.stringify([row]) }),
      signal,
    );
  };

  return {
    ...processNames,
    prepareLog,

    async journals(root, signal) {
      const rows = (await read(root, 'journal', undefined, signal)) ?? [];
      return [...new Set(rows.flatMap((row) => textIn(row, 'id') ?? []))].sort();
    },

    async readJournal(root, runId, signal) {
      const rows = await read(root, 'journal', runId, signal);
      if (rows === undefined || rows.length === 0) return undefined;
      return rows.map((row) => textIn(row, 'text') ?? '').join('');
    },

    // Whatever is cancelled, the journal must tell of it.
    appendJournal: (root, runId, text) =>
      append(root, 'journal', runId, text, AbortSignal.timeout(APPEND_LIMIT)),

    async readNote(root, name, signal) {
      const rows = (await read(root, 'note', name, signal)) ?? [];
      const text = textIn(rows.at(-1), 'text');
      if (text === undefined) return undefined;
      try {
        return JSON.parse(text);
      } catch (error) {
        throw new Fault('damaged', `The note ${name} in ${logTable(root)} cannot be read.`, { cause: error });
      }
    },

    writeNote: (root, name, content, signal) => append(root, 'note', name, JSON.stringify(content), signal),

    async removeNote(root, name, signal) {
      const rows = (await read(root, 'note', name, signal)) ?? [];
      if (textIn(rows.at(-1), 'text') !== undefined) await append(root, 'note', name, null, signal);
    },
  };
}

const APPEND_LIMIT = 120_000;
