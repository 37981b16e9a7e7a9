/** What a migration needs of a workspace: the deployment config, as a file or a table, and the drop of the database. */

import { asFault, Fault } from '../../base/fault';
import type { MigrationPort, WholeDrop } from '../migrationPort';
import { readNewestDetail } from './detail';
import { isUnityCatalog } from './discover';
import { parseLocation } from './places';
import { numberIn, once, repeatable, textIn } from './sql';
import * as statements from './statements';
import { findVersion } from './versions';
import type { Warehouse, WorkspaceFiles } from './warehouse';

export function migrationInWarehouse(warehouse: Warehouse): MigrationPort {
  const { sql } = warehouse;
  const files = (location: string): WorkspaceFiles => {
    if (warehouse.files !== undefined && parseLocation(location).kind === 'path') return warehouse.files;
    throw new Fault('not-found', `There is no file ${location} that could be read from here.`);
  };
  return {
    wholeDrop: (database) => (parseLocation(database).kind === 'name' ? wholeDrop(warehouse) : undefined),

    async placeKind(location, signal) {
      try {
        await readNewestDetail(location, warehouse, signal);
        return 'table';
      } catch (error) {
        const { code } = asFault(error);
        if (code !== 'not-delta' && code !== 'not-found') throw error;
      }
      const isFile =
        parseLocation(location).kind === 'path' && (await warehouse.files?.exists(location, signal));
      return isFile ? 'file' : undefined;
    },

    readFile: (file, signal) => files(file).read(file, signal),
    copyFile: async (from, to, signal) => files(to).write(to, await files(from).read(from, signal), signal),
    replaceFile: (file, content, signal) => files(file).write(file, content, signal),

    async updateColumn(table, { column, value, where }, signal) {
      const parameters = Object.fromEntries([
        ['value', value],
        ...where.in.map((one, index) => [`in${index}`, one]),
      ]);
      const text = statements.updateColumn(table, column, where.column, where.in.length);
      // Rows that have the value already are left alone, so a second time changes nothing.
      const [row] = await sql.run(repeatable(text, parameters), signal);
      const { version } = await findVersion(table, 'latest', warehouse, signal);
      return { version, updatedRows: numberIn(row, 'num_affected_rows') ?? 0 };
    },

    async dropTable(table, signal) {
      if (parseLocation(table).kind === 'path')
        throw new Fault('usage', `${table} is a path: SQL removes no files.`);
      await sql.run(once(statements.dropTable(table)), signal);
    },

    isDropBegun: async () => false,
  };
}

/** Source of what goes with a schema: docs.databricks.com/sql/language-manual, "DROP SCHEMA". */
function wholeDrop({ sql }: Warehouse): WholeDrop {
  const read = (text: string, signal: AbortSignal) => sql.run(repeatable(text), signal);
  return {
    async others(database, signal) {
      try {
        const tables = await read(statements.showTablesExtended(database), signal);
        const functions = await read(statements.showFunctions(database), signal);
        const volumes = isUnityCatalog(partsOf(database)[0] ?? '')
          ? await read(statements.showVolumes(database), signal)
          : [];
        return [
          ...tables.flatMap((row) => {
            const isDelta = /^Provider: delta$/im.test(textIn(row, 'information') ?? '');
            return isDelta || row.isTemporary === true ? [] : (textIn(row, 'tableName') ?? []);
          }),
          ...functions.flatMap((row) => functionName(textIn(row, 'function') ?? '')),
          ...volumes.map((row) => volumePath(database, textIn(row, 'volumeName') ?? '')),
        ];
      } catch (error) {
        if (asFault(error).code === 'not-found') return [];
        throw error;
      }
    },

    async drop(database, signal) {
      await sql.run(repeatable(statements.dropSchema(database)), signal);
    },
  };
}

/** Those of a schema have its name before their own; others belong to an extension of the server, and to every schema. */
function functionName(qualified: string): string[] {
  const dot = qualified.lastIndexOf('.');
  return dot === -1 ? [] : [`${qualified.slice(dot + 1)}()`];
}

function volumePath(database: string, volume: string): string {
  return ['/Volumes', ...partsOf(database), volume].join('/');
}

function partsOf(database: string): readonly string[] {
  const place = parseLocation(database);
  return place.kind === 'name' ? place.parts : [];
}
