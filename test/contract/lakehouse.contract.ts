/** What every lakehouse must do, whatever it is made of. Each implementation runs this suite from a test file of its own. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { asFault, type FaultCode } from '../../src/base/fault';
import type { Lakehouse, ReportBatch, TableEntry } from '../../src/lakehouse/lakehouse';

/** What a lakehouse is tried on. */
export interface Subject {
  readonly lakehouse: Lakehouse;
  /** An Overwatch database of several tables, each with several versions; `pipeline_report` among them. */
  readonly database: { readonly name: string; readonly location: string };
  /** A place beside the database whose name begins like its own. */
  readonly beside: string;
  /** Whether a clone has the source's own files, so that it need not copy again what it has; otherwise rows are written anew. */
  readonly copiesFiles: boolean;
  /** Where a backup may be made: nothing is there yet. */
  readonly root: string;
  /** Commits a version to a table of the database that adds rows to it. */
  append(table: TableEntry): Promise<void>;
  remove(): Promise<void>;
}

/** Declares the suite. `make` is called once; the tests build upon one another, as a user's session does. */
export function lakehouseContract(name: string, make: () => Promise<Subject>): void {
  describe(`lakehouse contract: ${name}`, () => {
    const { signal } = new AbortController();
    let subject: Subject;
    let lakehouse: Lakehouse;
    let table: TableEntry;
    let target: string;
    before(async () => {
      subject = await make();
      lakehouse = subject.lakehouse;
      target = lakehouse.join(subject.root, 'data', 'pipeline_report');
    });
    after(() => subject.remove());

    it('lists the database by its name', async () => {
      const entries = await lakehouse.entries(signal);
      const found = entries.find(
        (entry) => entry.kind === 'database' && entry.name === subject.database.name,
      );
      assert.equal(found?.location, subject.database.location);
      assert.notEqual(lakehouse.label, '');
    });

    it('lists the tables of the database by name', async () => {
      const tables = await lakehouse.tables(subject.database.location, signal);
      assert.ok(tables.length > 1);
      const names = tables.map((entry) => entry.name);
      assert.deepEqual(
        names,
        [...names].sort((one, other) => one.localeCompare(other)),
      );
      const found = tables.find((entry) => entry.name === 'pipeline_report');
      assert.ok(found !== undefined);
      table = found;
    });

    it('tells the detail of the latest version, of a version, and of an instant', async () => {
      const latest = await lakehouse.detail(table.location, 'latest', signal);
      assert.equal(latest.location, table.location);
      assert.ok(latest.version > 0 && latest.files > 0 && latest.bytes > 0);
      assert.ok(latest.tableId !== '' && latest.features.length > 0);
      assert.ok(latest.columns.some(({ name, type }) => name === 'moduleID' && type === 'int'));
      assert.ok(latest.columns.some(({ type }) => type.startsWith('struct<')));
      const first = await lakehouse.detail(table.location, { version: 0 }, signal);
      assert.equal(first.version, 0);
      assert.equal(first.tableId, latest.tableId);
      assert.ok(first.committedAt < latest.committedAt);
      const between = { asOf: latest.committedAt - 1 };
      assert.equal((await lakehouse.detail(table.location, between, signal)).version, latest.version - 1);
      const exactly = { asOf: first.committedAt };
      assert.equal((await lakehouse.detail(table.location, exactly, signal)).version, 0);
      const later = { asOf: latest.committedAt + 1_000_000 };
      assert.equal((await lakehouse.detail(table.location, later, signal)).version, latest.version);
    });

    it('tells the history, newest first, no more than is asked for', async () => {
      const { version } = await lakehouse.detail(table.location, 'latest', signal);
      const all = await lakehouse.history(table.location, 1000, signal);
      assert.deepEqual(
        all.map((entry) => entry.version),
        Array.from({ length: version + 1 }, (_, index) => version - index),
      );
      for (const entry of all) assert.ok(entry.operation !== '' && entry.committedAt > 0);
      assert.deepEqual(await lakehouse.history(table.location, 2, signal), all.slice(0, 2));
    });

    it('shows the first rows as text, and counts them all', async () => {
      const { rows, columns } = await lakehouse.detail(table.location, 'latest', signal);
      const preview = await lakehouse.preview(table.location, 'latest', 3, signal);
      assert.deepEqual(preview.columns, columns);
      assert.equal(preview.rows.length, 3);
      for (const row of preview.rows) {
        assert.equal(row.length, columns.length);
        for (const value of row) assert.ok(value === null || typeof value === 'string');
      }
      const struct = columns.findIndex(({ type }) => type.startsWith('struct<'));
      const nested = preview.rows.map((row) => row[struct]).find((value) => typeof value === 'string');
      assert.equal(typeof JSON.parse(nested ?? '{}'), 'object');
      assert.equal(await lakehouse.countRows(table.location, 'latest', signal), rows);
      const first = await lakehouse.detail(table.location, { version: 0 }, signal);
      assert.equal(await lakehouse.countRows(table.location, { version: 0 }, signal), first.rows);
      assert.ok((first.rows ?? 0) < (rows ?? 0));
    });

    it('knows an absent root from a prepared one, and what lies within what', async () => {
      assert.equal((await lakehouse.inspectRoot(subject.root, signal)).state, 'absent');
      await lakehouse.assertWritable(subject.root, signal);
      assert.equal((await lakehouse.inspectRoot(subject.root, signal)).state, 'absent');
      await lakehouse.prepareRoot(subject.root, signal);
      await lakehouse.prepareRoot(subject.root, signal);
      const prepared = await lakehouse.inspectRoot(subject.root, signal);
      assert.deepEqual([prepared.state, prepared.foreignNames], ['empty', []]);
      const { location } = subject.database;
      assert.equal(await lakehouse.overlaps(location, location), true);
      assert.equal(await lakehouse.overlaps(location, lakehouse.join(location, 'inner')), true);
      assert.equal(await lakehouse.overlaps(lakehouse.join(location, 'inner'), location), true);
      assert.equal(await lakehouse.overlaps(location, subject.root), false);
      assert.equal(await lakehouse.overlaps(location, subject.beside), false);
    });

    it('clones a version, which then verifies, by contents too', async () => {
      const source = await lakehouse.detail(table.location, { version: 1 }, signal);
      const request = { source: table.location, sourceVersion: 1, target };
      assert.equal(await lakehouse.bytesToCopy(request, signal), source.bytes);
      let last = { copiedFiles: -1, totalFiles: 0, copiedBytes: 0, totalBytes: 0 };
      const { metrics, targetVersion, warnings } = await lakehouse.clone(
        request,
        (progress) => {
          assert.ok(progress.phase === 'copying');
          assert.ok(progress.copiedFiles >= last.copiedFiles && progress.copiedBytes >= last.copiedBytes);
          last = progress;
        },
        signal,
      );
      assert.deepEqual(warnings, []);
      assert.equal(targetVersion, 0);
      const ofSource = {
        sourceTableSize: source.bytes,
        sourceNumOfFiles: source.files,
        numRemovedFiles: 0,
        numCopiedFiles: source.files,
        removedFilesSize: 0,
        copiedFilesSize: source.bytes,
      };
      if (subject.copiesFiles) assert.deepEqual(metrics, ofSource);
      assert.ok(metrics.numCopiedFiles > 0 && metrics.copiedFilesSize > 0);
      assert.equal(last.copiedFiles, last.totalFiles);
      assert.equal(last.copiedBytes, last.totalBytes);
      const copy = await lakehouse.detail(target, 'latest', signal);
      const { files, bytes } = subject.copiesFiles ? source : copy;
      const { rows, columns, partitionColumns, properties, features } = source;
      assert.deepEqual(await lakehouse.verifyClone(request, false, signal), {
        files,
        bytes,
        rows,
        checksum: false,
      });
      assert.deepEqual(await lakehouse.verifyClone(request, true, signal), {
        files,
        bytes,
        rows,
        checksum: true,
      });
      assert.deepEqual(await lakehouse.verifyTable(target, { moment: 'latest', checksum: false }, signal), {
        files,
        bytes,
        rows,
        checksum: false,
      });
      assert.deepEqual(
        { ...copy, location: '', tableId: '', version: 0, committedAt: 0 },
        {
          location: '',
          tableId: '',
          version: 0,
          committedAt: 0,
          bytes,
          files,
          rows,
          columns,
          partitionColumns,
          properties,
          features,
        },
      );
      assert.notEqual(copy.tableId, source.tableId);
      assert.deepEqual(
        await sorted(lakehouse, target, 'latest'),
        await sorted(lakehouse, table.location, { version: 1 }),
      );
    });

    it('tells whose backup a root is', async () => {
      const { tableId } = await lakehouse.detail(table.location, 'latest', signal);
      const { state, clonedFrom } = await lakehouse.inspectRoot(subject.root, signal);
      assert.deepEqual(
        { state, clonedFrom },
        { state: 'backup', clonedFrom: { location: table.location, tableId, accumulates: false } },
      );
    });

    it('replaces a clone by a later version, copies only what is new, and keeps the earlier one', async () => {
      const earlier = await sorted(lakehouse, target, 'latest');
      await subject.append(table);
      const { version, files } = await lakehouse.detail(table.location, 'latest', signal);
      const request = { source: table.location, sourceVersion: version, target };
      const wanted = await lakehouse.bytesToCopy(request, signal);
      const { metrics, targetVersion } = await lakehouse.clone(request, () => undefined, signal);
      assert.equal(targetVersion, 1);
      if (subject.copiesFiles) {
        assert.equal(metrics.copiedFilesSize, wanted);
        assert.ok(metrics.numCopiedFiles < files, 'files that were there are not copied again');
      }
      await lakehouse.verifyClone(request, true, signal);
      assert.deepEqual(
        await sorted(lakehouse, target, 'latest'),
        await sorted(lakehouse, table.location, 'latest'),
      );
      assert.deepEqual(await sorted(lakehouse, target, { version: 0 }), earlier);
      const [newest] = await lakehouse.history(target, 1, signal);
      const { tableId } = await lakehouse.detail(table.location, 'latest', signal);
      const from = { location: table.location, tableId, version, accumulates: false };
      assert.deepEqual(newest?.copy, { from, metrics });
      assert.deepEqual(await lakehouse.origin(target, signal), from);
    });

    it('copies nothing where nothing changed', async () => {
      const { version } = await lakehouse.detail(table.location, 'latest', signal);
      const request = { source: table.location, sourceVersion: version, target };
      if (!subject.copiesFiles) return;
      assert.equal(await lakehouse.bytesToCopy(request, signal), 0);
      const { metrics } = await lakehouse.clone(request, () => undefined, signal);
      assert.equal(metrics.numCopiedFiles + metrics.numRemovedFiles, 0);
      await lakehouse.verifyClone(request, false, signal);
    });

    it('does not take an old clone for a new one', async () => {
      const { version } = await lakehouse.detail(table.location, 'latest', signal);
      await subject.append(table);
      const request = { source: table.location, sourceVersion: version + 1, target };
      await assertFault(lakehouse.verifyClone(request, false, signal), 'verify-failed');
    });

    it('keeps reports: makes the table, appends to it, widens it by columns it lacks', async () => {
      const report = lakehouse.join(subject.root, 'clone_report');
      assert.equal(await lakehouse.readReport(report, signal), undefined);
      const narrow: ReportBatch = {
        columns: [
          { name: 'cloneSpec', type: 'struct<source:string,immutableColumns:array<string>>' },
          { name: 'status', type: 'string' },
        ],
        rows: [{ cloneSpec: { source: 's', immutableColumns: ['a', 'b'] }, status: 'SUCCESS' }],
      };
      await lakehouse.appendReport(report, narrow, signal);
      assert.deepEqual(await lakehouse.readReport(report, signal), narrow.rows);
      const at = Date.UTC(2026, 10, 23, 3, 24, 56, 789);
      const wide: ReportBatch = {
        columns: [
          ...narrow.columns,
          { name: 'bytes', type: 'bigint' },
          { name: 'startTS', type: 'timestamp' },
        ],
        rows: [
          { cloneSpec: null, status: "it's ünïcode 🎉\n", bytes: 9_007_199_254_740_991, startTS: at },
          { cloneSpec: { source: 's', immutableColumns: [] }, status: null, bytes: 0, startTS: null },
        ],
      };
      await lakehouse.appendReport(report, wide, signal);
      const rows = await lakehouse.readReport(report, signal);
      assert.deepEqual(
        new Set(rows?.map((row) => JSON.stringify(row))),
        new Set(
          [{ ...narrow.rows[0], bytes: null, startTS: null }, ...wide.rows].map((row) => JSON.stringify(row)),
        ),
      );
      // Of two columns that are needed the table has one; of another it has none, and may tell what it likes.
      const some = await lakehouse.readReport(report, signal, ['startTS', 'untilTS']);
      assert.deepEqual(some?.map(({ startTS }) => startTS).sort(), [at, null, null]);
      assert.deepEqual(new Set(some?.flatMap(Object.keys)), new Set(['startTS']));
      assert.equal((await lakehouse.readReport(report, signal, ['untilTS']))?.length, 3);
    });

    it('tells what is not there by its code', async () => {
      const nowhere = lakehouse.join(subject.database.location, 'no_such_table');
      await assertFault(lakehouse.detail(nowhere, 'latest', signal), 'not-delta', 'no_such_table');
      await assertFault(lakehouse.history(nowhere, 1, signal), 'not-delta', 'no_such_table');
      await assertFault(
        lakehouse.verifyTable(nowhere, { moment: 'latest', checksum: false }, signal),
        'not-delta',
        'no_such_table',
      );
      const location = table.location;
      await assertFault(lakehouse.detail(location, { version: 999 }, signal), 'no-such-version', '999');
      await assertFault(lakehouse.preview(location, { asOf: 1000 }, 1, signal), 'no-such-version', '1970');
      const request = { source: location, sourceVersion: 999, target };
      await assertFault(
        lakehouse.clone(request, () => undefined, signal),
        'no-such-version',
        '999',
      );
      const itself = { source: location, sourceVersion: 0, target: location };
      await assertFault(
        lakehouse.clone(itself, () => undefined, signal),
        'bad-target',
        'pipeline_report',
      );
    });

    it('ends when it is cancelled', async () => {
      const aborted = AbortSignal.abort();
      const request = {
        source: table.location,
        sourceVersion: 0,
        target: lakehouse.join(subject.root, 'data', 'x'),
      };
      const calls: Promise<unknown>[] = [
        lakehouse.entries(aborted),
        lakehouse.countRows(table.location, 'latest', aborted),
        lakehouse.preview(table.location, 'latest', 1, aborted),
        lakehouse.clone(request, () => undefined, aborted),
        lakehouse.verifyTable(target, { moment: 'latest', checksum: false }, aborted),
        lakehouse.appendReport(
          lakehouse.join(subject.root, 'clone_report'),
          { columns: [], rows: [] },
          aborted,
        ),
      ];
      for (const call of await Promise.allSettled(calls)) {
        assert.equal(call.status, 'rejected');
        assert.equal(asFault(call.reason).code, 'cancelled');
      }
      await assertFault(lakehouse.detail(request.target, 'latest', signal), 'not-delta');
    });
  });
}

async function assertFault(work: Promise<unknown>, code: FaultCode, ...words: string[]): Promise<void> {
  await assert.rejects(work, (error: unknown) => {
    const fault = asFault(error);
    assert.equal(fault.code, code, fault.message);
    for (const word of words) assert.ok(fault.message.includes(word), `${fault.message} should name ${word}`);
    return true;
  });
}

/** All rows of a table of the sample, in an order of their own. */
async function sorted(
  lakehouse: Lakehouse,
  table: string,
  moment: Parameters<Lakehouse['preview']>[1],
): Promise<string[]> {
  const { rows } = await lakehouse.preview(table, moment, 1_000_000, new AbortController().signal);
  assert.ok(rows.length > 0);
  return rows.map((row) => JSON.stringify(row)).sort();
}
