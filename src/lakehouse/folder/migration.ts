/** What a migration needs of a folder: config files and tables, and dropping tables. */

import { updateColumn } from '../../delta/updateColumn';
import type { Storage } from '../../storage/storage';
import type { MigrationPort } from '../migrationPort';
import { isTable } from './discover';
import { dropTable, isDropBegun } from './dropTable';
import type { Snapshots } from './snapshots';

export function migrationInFolder(storage: Storage, snapshots: Snapshots): MigrationPort {
  return {
    wholeDrop: () => undefined,

    async placeKind(location) {
      const kind = (await storage.stat(location))?.kind;
      if (kind !== 'directory') return kind;
      return (await isTable(storage, location)) ? 'table' : 'folder';
    },

    readFile: (file) => storage.read(file),

    async copyFile(from, to, signal) {
      await storage.copy(from, to, signal);
    },

    async replaceFile(file, content) {
      await storage.replace(await storage.realPath(file), content);
    },

    async updateColumn(table, update, signal) {
      return await updateColumn(storage, await snapshots.openAfresh(table, 'latest', signal), update, signal);
    },

    dropTable: (table, signal) => dropTable(storage, table, signal),
    isDropBegun: (table) => isDropBegun(storage, table),
  };
}
