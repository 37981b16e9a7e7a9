import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { Action, AddFile } from '../../../src/delta/actions';
import { commitName } from '../../../src/delta/logFiles';
import { fileKey, openSnapshot } from '../../../src/delta/snapshot';
import { sqlString, withDuckDB } from '../../../src/parquet/duckdb';
import { localStorage } from '../../../src/storage/local';
import { inlineVector } from '../../support/deletionVectors';
import { addNamed, beginning, commit, open, removeOf } from '../../support/deltaTable';
import { faultyStorage, systemError } from '../../support/faultyStorage';
import { temporaryFolder } from '../../support/temporary';

const commitFile = (table: string, version: number) => path.join(table, '_delta_log', commitName(version));
const names = async (table: string, version?: number) =>
  (await open(table, version)).files.map((add) => add.path);

/** A checkpoint with protocol, metadata and files, and nothing that is not needed. */
async function writeCheckpoint(
  table: string,
  version: number,
  id: string,
  files: readonly AddFile[],
): Promise<void> {
  const [protocol, metaData] = beginning(id);
  const rows = [protocol, metaData, ...files.map((add): Action => ({ add }))];
  const json = path.join(table, 'checkpoint.json');
  writeFileSync(json, rows.map((row) => JSON.stringify(row)).join('\n'));
  const columns = `{protocol: 'STRUCT(minReaderVersion INTEGER, minWriterVersion INTEGER)',
    metaData: 'STRUCT(id VARCHAR, format STRUCT(provider VARCHAR), schemaString VARCHAR, partitionColumns VARCHAR[], configuration MAP(VARCHAR, VARCHAR), createdTime BIGINT)',
    add: 'STRUCT(path VARCHAR, partitionValues MAP(VARCHAR, VARCHAR), size BIGINT, modificationTime BIGINT, dataChange BOOLEAN)'}`;
  const target = commitFile(table, version).replace('.json', '.checkpoint.parquet');
  await withDuckDB((connection) =>
    connection.run(
      `COPY (SELECT * FROM read_json(${sqlString(json)}, format = 'newline_delimited', columns = ${columns})) TO ${sqlString(target)} (FORMAT parquet)`,
    ),
  );
  rmSync(json);
}

describe('replay', () => {
  it('gives every version its files, in the order they came', async (test) => {
    const table = temporaryFolder(test);
    const [a, b, c] = ['a', 'b', 'c'].map((name) => addNamed(name));
    assert.ok(a !== undefined && b !== undefined && c !== undefined);
    await commit(table, [...beginning('x'), { add: a }, { add: b }]);
    await commit(table, [removeOf(a), { add: c }]);
    await commit(table, [{ add: a }, removeOf(b)]);
    assert.deepEqual(await names(table, 0), ['a', 'b']);
    assert.deepEqual(await names(table, 1), ['b', 'c']);
    assert.deepEqual(await names(table), ['c', 'a']);
  });

  it('tells logical files apart by their deletion vectors, and one file by any spelling', async (test) => {
    const table = temporaryFolder(test);
    const vector = inlineVector(Buffer.alloc(4), 1);
    const a = addNamed('a%20b');
    const deleted = { ...a, deletionVector: vector };
    await commit(table, [...beginning('x'), { add: a }]);
    await commit(table, [removeOf(a), { add: deleted }]);
    assert.deepEqual((await open(table)).files, [deleted]);
    await commit(table, [removeOf({ ...deleted, path: `file://${table}/a b` })]);
    assert.deepEqual(await names(table), []);
    assert.notEqual(fileKey('/t', a), fileKey('/t', deleted));
    assert.equal(fileKey('/t', a), fileKey('/t', addNamed('a b')));
  });

  it('takes the newest protocol, metadata, transaction and domain, and drops removed domains', async (test) => {
    const table = temporaryFolder(test);
    const domain = (name: string, configuration: string, removed = false): Action => ({
      domainMetadata: { domain: name, configuration, removed },
    });
    await commit(table, [
      ...beginning('old'),
      ...[domain('kept', '1'), domain('gone', '1')],
      ...[{ txn: { appId: 'app', version: '1' } }, { txn: { appId: 'other', version: '5' } }],
    ]);
    await commit(table, [
      ...beginning('new', {}, { minReaderVersion: 2, minWriterVersion: 5 }),
      ...[domain('kept', '2'), domain('gone', '', true)],
      { txn: { appId: 'app', version: '9223372036854775807' } },
    ]);
    const snapshot = await open(table);
    assert.equal(snapshot.metadata.id, 'new');
    assert.equal(snapshot.protocol.minReaderVersion, 2);
    assert.deepEqual(
      [...snapshot.domains.values()].map(({ configuration }) => configuration),
      ['2'],
    );
    assert.deepEqual(
      [...snapshot.transactions.values()].map(({ version }) => version),
      ['9223372036854775807', '5'],
    );
    assert.equal((await open(table, 0)).metadata.id, 'old');
  });
});

describe('checkpoints', () => {
  it('stand for all before them, and commits after them still count', async (test) => {
    const table = temporaryFolder(test);
    const files = ['a', 'b', 'c'].map((name) => addNamed(name));
    await commit(table, [...beginning('x'), ...files.map((add): Action => ({ add }))]);
    await writeCheckpoint(table, 0, 'x', files);
    await commit(table, [removeOf(addNamed('b')), { add: addNamed('d') }]);
    rmSync(commitFile(table, 0));
    assert.deepEqual(await names(table), ['a', 'c', 'd']);
    assert.deepEqual(await names(table, 0), ['a', 'b', 'c']);
  });

  it('that cannot be read are passed over while the commits are there, and named when not', async (test) => {
    const table = temporaryFolder(test);
    await commit(table, [...beginning('x'), { add: addNamed('a') }]);
    await commit(table, [{ add: addNamed('b') }]);
    const checkpoint = commitFile(table, 1).replace('.json', '.checkpoint.parquet');
    writeFileSync(checkpoint, 'no parquet');
    assert.deepEqual(await names(table), ['a', 'b']);
    rmSync(commitFile(table, 0));
    await assert.rejects(open(table), { code: 'damaged', message: /0{19}1\.checkpoint\.parquet/ });
  });

  it('do not hide the info of their own version’s commit', async (test) => {
    const table = temporaryFolder(test);
    const info = { operation: 'CLONE', inCommitTimestamp: 1234 };
    await commit(table, [...beginning('x'), { add: addNamed('a') }], info);
    await writeCheckpoint(table, 0, 'x', [addNamed('a')]);
    assert.deepEqual((await open(table)).commitInfo, info);
    truncateSync(commitFile(table, 0), 20);
    assert.equal((await open(table)).commitInfo, undefined, 'the checkpoint stands for a damaged commit');
    assert.deepEqual(await names(table), ['a']);
  });
});

describe('a damaged log is refused, naming the table, the version and the file', () => {
  async function assertDamaged(table: string, words: RegExp): Promise<void> {
    await assert.rejects(open(table), (error: Error & { code?: string }) => {
      assert.equal(error.code, 'damaged');
      assert.match(error.message, words);
      assert.ok(error.message.includes(table));
      return true;
    });
  }
  async function twoVersions(table: string): Promise<void> {
    await commit(table, [...beginning('x'), { add: addNamed('a') }]);
    await commit(table, [{ add: addNamed('b') }]);
  }

  it('a commit that is cut off', async (test) => {
    const table = temporaryFolder(test);
    await twoVersions(table);
    appendFileSync(commitFile(table, 1), '{"add":{"path":"c"');
    await assertDamaged(table, /version 1 \(0{19}1\.json\) is cut off or garbled in line 3/);
    assert.deepEqual(await names(table, 0), ['a'], 'the version before it can still be read');
  });

  it('a commit that is empty, is a folder, or is missing', async (test) => {
    const table = temporaryFolder(test);
    await twoVersions(table);
    truncateSync(commitFile(table, 0), 0);
    await assertDamaged(table, /version 0 .*is empty/);
    rmSync(commitFile(table, 0));
    await assertDamaged(table, /version 0 .*is missing/);
    mkdirSync(commitFile(table, 0));
    await assertDamaged(table, /version 0 .*is missing/);
  });

  it('but a commit that may not be read is no damage', async (test) => {
    const table = temporaryFolder(test);
    await twoVersions(table);
    const { storage } = faultyStorage(localStorage, (call) =>
      call.method === 'read' ? { kind: 'fail', error: systemError('EACCES', 'open') } : undefined,
    );
    await assert.rejects(openSnapshot(storage, table, new AbortController().signal), {
      code: 'no-permission',
      message: /Reading version \d of the table .*EACCES/,
    });
  });

  it('a log without protocol or metadata', async (test) => {
    const table = temporaryFolder(test);
    await commit(table, [{ add: addNamed('a') }]);
    await assertDamaged(table, /up to version 0 it has no protocol/);
    await commit(table, [{ protocol: { minReaderVersion: 1, minWriterVersion: 2 } }]);
    await assertDamaged(table, /up to version 1 it has no metaData/);
  });
});

it('an abort ends the reading', async (test) => {
  const table = temporaryFolder(test);
  await commit(table, beginning('x'));
  await assert.rejects(openSnapshot(localStorage, table, AbortSignal.abort()), { code: 'cancelled' });
});
