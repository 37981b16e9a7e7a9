/** Files, journals and drops of the lakehouse in memory. */

import { Fault } from '../../../src/base/fault';
import type { JournalPort } from '../../../src/lakehouse/journalPort';
import type { MigrationPort } from '../../../src/lakehouse/migrationPort';
import type { FakeTable } from './fakeLakehouse';

export type PlaceOperation = 'appendJournal' | 'copyFile' | 'replaceFile' | 'updateColumn' | 'dropTable';

interface World {
  readonly state: Map<string, FakeTable>;
  readonly files: Map<string, string>;
  /** Texts by `root run-id`. */
  readonly journals: Map<string, string>;
  /** Runs the test's hook. */
  readonly enter: (operation: PlaceOperation, path: string, signal: AbortSignal) => Promise<void>;
}

export function fakePlaces({ state, files, journals, enter }: World): JournalPort & MigrationPort {
  const dropping = new Set<string>();
  const fileAt = (path: string) => {
    const text = files.get(path);
    if (text === undefined) throw new Fault('not-found', `There is no file ${path}.`);
    return text;
  };

  return {
    wholeDrop: () => undefined,
    processName: 'me',
    isAlive: (processName) => processName === 'me',

    async journals(root) {
      const ids = [...journals.keys()].filter((key) => key.startsWith(`${root} `));
      return ids.map((key) => key.slice(root.length + 1)).sort();
    },

    async readJournal(root, runId) {
      return journals.get(`${root} ${runId}`);
    },

    async appendJournal(root, runId, text) {
      await enter('appendJournal', `${root} ${runId}`, new AbortController().signal);
      journals.set(`${root} ${runId}`, (journals.get(`${root} ${runId}`) ?? '') + text);
    },

    async placeKind(location) {
      if (files.has(location)) return 'file';
      if (state.has(location)) return 'table';
      return [...state.keys()].some((path) => path.startsWith(`${location}/`)) ? 'folder' : undefined;
    },

    async readFile(file) {
      return new TextEncoder().encode(fileAt(file));
    },

    async copyFile(from, to, signal) {
      await enter('copyFile', to, signal);
      files.set(to, fileAt(from));
    },

    async replaceFile(file, content, signal) {
      await enter('replaceFile', file, signal);
      files.set(file, new TextDecoder().decode(content));
    },

    async updateColumn(path, { column, value, where }, signal) {
      await enter('updateColumn', path, signal);
      const table = state.get(path);
      if (table === undefined) throw new Fault('not-delta', `${path} holds no table.`);
      const changes = (record: Readonly<Record<string, unknown>>) =>
        where.in.includes(String(record[where.column])) && record[column] !== value;
      const updatedRows = (table.records ?? []).filter(changes).length;
      const [newest] = table.versions.slice(-1);
      if (updatedRows === 0 || newest === undefined)
        return { version: table.versions.length - 1, updatedRows };
      const records = (table.records ?? []).map((record) =>
        changes(record) ? { ...record, [column]: value } : record,
      );
      state.set(path, { ...table, records, versions: [...table.versions, newest] });
      return { version: table.versions.length, updatedRows };
    },

    async dropTable(path, signal) {
      dropping.add(path);
      await enter('dropTable', path, signal);
      state.delete(path);
      dropping.delete(path);
    },

    async isDropBegun(path) {
      return dropping.has(path);
    },
  };
}
