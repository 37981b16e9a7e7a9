/** Proof by SQL that a copy is what it should be: every one of its files is opened, its rows are counted, and its columns compared with the source's. */

import { Fault } from '../../base/fault';
import type { CheckRequest, CloneRequest, Column, Verification } from '../lakehouse';
import { countRows, readColumns, readNewestDetail } from './detail';
import { numberIn, repeatable, textIn } from './sql';
import * as statements from './statements';
import { aboutTable, findVersion, readNewestCommit } from './versions';
import type { Warehouse } from './warehouse';

/**
 * @param checksum compares the contents of all rows, by a digest that the server makes of either side
 * @throws Fault `verify-failed`, `damaged`
 */
export async function verifyClone(
  { source, sourceVersion, target }: CloneRequest,
  checksum: boolean,
  warehouse: Warehouse,
  signal: AbortSignal,
): Promise<Verification> {
  const newest = await readNewestCommit(target, warehouse, signal);
  const copy = newest?.copy;
  if (newest === undefined || copy?.from.version !== sourceVersion) {
    throw new Fault(
      'verify-failed',
      `The newest version of ${target} is not the clone of version ${sourceVersion}.`,
      {
        advice:
          'Another writer changed the copy meanwhile. Make sure that only one backup writes there, then run it again.',
      },
    );
  }
  const [found, detail, rows, columns, copied] = await Promise.all([
    scan(target, newest.version, warehouse, signal),
    readNewestDetail(target, warehouse, signal),
    countRows(source, sourceVersion, warehouse, signal),
    readColumns(source, sourceVersion, warehouse, signal),
    readColumns(target, newest.version, warehouse, signal),
  ]);
  if (found.rows !== rows) throw differs(target, `${found.rows} rows where the source has ${rows}`);
  if (newest.operation === 'CLONE' && detail.files !== copy.metrics.sourceNumOfFiles)
    throw differs(target, `${detail.files} files where the source has ${copy.metrics.sourceNumOfFiles}`);
  if (newest.operation === 'CLONE' && detail.bytes !== copy.metrics.sourceTableSize)
    throw differs(target, `${detail.bytes} bytes where the source has ${copy.metrics.sourceTableSize}`);
  if (shape(columns) !== shape(copied)) throw differs(target, 'other columns than the source');
  if (checksum) await compareContents({ source, sourceVersion, target }, newest.version, warehouse, signal);
  return { files: detail.files, bytes: detail.bytes, rows, checksum };
}

function shape(columns: readonly Column[]): string {
  return columns.map(({ name, type }) => `${name} ${type}`).join('\n');
}

function differs(target: string, how: string): Fault {
  return new Fault('verify-failed', `${target} has ${how}.`, { advice: 'Run the snapshot again.' });
}

async function compareContents(
  { source, sourceVersion, target }: CloneRequest,
  targetVersion: number,
  { sql }: Warehouse,
  signal: AbortSignal,
): Promise<void> {
  const digest = async (table: string, version: number) => {
    const [row] = await sql.run(repeatable(statements.digestRows(table, version)), signal);
    return textIn(row, 'digest');
  };
  const [wanted, found] = await Promise.all([digest(source, sourceVersion), digest(target, targetVersion)]);
  if (wanted !== found) throw differs(target, 'other contents than the source');
}

/** No checksums are kept on the server, so a table by itself is checked without. */
export async function verifyTable(
  table: string,
  { moment }: CheckRequest,
  warehouse: Warehouse,
  signal: AbortSignal,
): Promise<Verification> {
  const { version } = await findVersion(table, moment, warehouse, signal);
  return { ...(await scan(table, version, warehouse, signal)), checksum: false };
}

/** @throws Fault `damaged` where a file is missing. */
async function scan(table: string, version: number, { sql }: Warehouse, signal: AbortSignal) {
  try {
    const [row] = await sql.run(repeatable(statements.scanFiles(table, version)), signal);
    const number = (column: string) => numberIn(row, column) ?? 0;
    return { files: number('files'), bytes: number('bytes'), rows: number('rows') };
  } catch (error) {
    throw aboutTable(error, table);
  }
}
