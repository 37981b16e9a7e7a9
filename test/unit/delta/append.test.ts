import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { appendRows, type NewColumn } from '../../../src/delta/append';
import { readRows } from '../../../src/delta/readRows';
import { describeColumns, parseSchema, parseShortType } from '../../../src/delta/schema';
import { localStorage } from '../../../src/storage/local';
import { beginning, commit, open } from '../../support/deltaTable';
import { faultyStorage, systemError } from '../../support/faultyStorage';
import { filesBelow, temporaryFolder } from '../../support/temporary';

const { signal } = new AbortController();
type Row = Readonly<Record<string, unknown>>;

const columns = (types: Readonly<Record<string, string>>): NewColumn[] =>
  Object.entries(types).map(([name, type]) => ({ name, type: parseShortType(type) }));

const append = (
  table: string,
  types: Readonly<Record<string, string>>,
  rows: readonly Row[],
  storage = localStorage,
) => appendRows(storage, table, columns(types), rows, signal);

async function read(table: string): Promise<Row[]> {
  return await readRows(localStorage, await open(table), signal);
}

async function typesOf(table: string): Promise<Record<string, string>> {
  const { metadata } = await open(table);
  return Object.fromEntries(
    describeColumns(parseSchema(table, metadata)).map(({ name, type }) => [name, type]),
  );
}

/** A table as another product made it, with a schema in short types. */
async function existing(
  test: TestContext,
  types: Readonly<Record<string, string>>,
  more = {},
): Promise<string> {
  const table = temporaryFolder(test);
  const fields = Object.entries(types).map(([name, type]) => ({
    name,
    type: parseShortType(type),
    nullable: true,
    metadata: {},
  }));
  await commit(
    table,
    beginning('upstream', { schemaString: JSON.stringify({ type: 'struct', fields }), ...more }),
  );
  return table;
}

describe('appendRows', () => {
  it('makes a table, and keeps every value as it is', async (test) => {
    const table = temporaryFolder(test);
    const rows = [
      {
        text: 'it\'s "q" \\ ünïcode 🎉 \u0000\n',
        big: 9_007_199_254_740_991,
        ok: true,
        list: ['a', null],
        part: { x: 1.5 },
      },
      { text: '', big: -1, ok: null, list: [], part: null },
    ];
    const types = {
      text: 'string',
      big: 'bigint',
      ok: 'boolean',
      list: 'array<string>',
      part: 'struct<x:double>',
    };
    await append(table, types, rows);
    assert.deepEqual(await read(table), rows);
    assert.deepEqual(await typesOf(table), types);
    const { version, protocol, files } = await open(table);
    assert.deepEqual([version, protocol.minReaderVersion, protocol.minWriterVersion], [0, 1, 2]);
    assert.equal(files[0]?.stats, '{"numRecords":2}');
  });

  it('adds no rows to a table it makes, where there are none', async (test) => {
    const table = temporaryFolder(test);
    await append(table, { a: 'bigint' }, []);
    assert.deepEqual(await read(table), []);
    await append(table, { a: 'bigint' }, [{ a: 1 }]);
    assert.deepEqual(await read(table), [{ a: 1 }]);
  });

  it('widens a table by columns and nested fields it lacks; what it has keeps its place and type', async (test) => {
    const spec = 'struct<source:string,target:string>';
    const table = await existing(test, { cloneSpec: spec, cloneStatement: 'string', status: 'string' });
    const upstream = { cloneSpec: { source: 's', target: 't' }, cloneStatement: 'CREATE', status: 'SUCCESS' };
    await append(table, { cloneSpec: spec, cloneStatement: 'string', status: 'string' }, [upstream]);
    const ours = { cloneSpec: { source: 's', target: 't', mode: 'full' }, status: 'SUCCESS', runId: 'r' };
    await append(
      table,
      { cloneSpec: 'struct<source:string,target:string,mode:string>', status: 'string', runId: 'string' },
      [ours],
    );
    assert.deepEqual(await typesOf(table), {
      cloneSpec: 'struct<source:string,target:string,mode:string>',
      cloneStatement: 'string',
      status: 'string',
      runId: 'string',
    });
    assert.deepEqual(
      new Set((await read(table)).map((row) => JSON.stringify(row))),
      new Set([
        JSON.stringify({ ...upstream, cloneSpec: { ...upstream.cloneSpec, mode: null }, runId: null }),
        JSON.stringify({ cloneSpec: ours.cloneSpec, cloneStatement: null, status: 'SUCCESS', runId: 'r' }),
      ]),
    );
    const { metadata } = await open(table);
    assert.equal(metadata.id, 'upstream');
  });

  it('finds columns in any case, and loses no value for it', async (test) => {
    const table = await existing(test, { RunID: 'string', Spec: 'struct<asOfTS:string>' });
    await append(table, { runId: 'string', spec: 'struct<asofts:string>' }, [
      { runId: 'r', spec: { asofts: 'now' } },
    ]);
    assert.deepEqual(await read(table), [{ RunID: 'r', Spec: { asOfTS: 'now' } }]);
  });

  it('gives a table with in-commit timestamps rising ones', async (test) => {
    const table = await existing(
      test,
      { a: 'bigint' },
      { configuration: { 'delta.enableInCommitTimestamps': 'true' } },
    );
    const future = Date.now() + 1_000_000;
    await commit(table, [{ txn: { appId: 'x', version: '1' } }], { inCommitTimestamp: future });
    await append(table, { a: 'bigint' }, [{ a: 1 }]);
    assert.equal((await open(table)).commitInfo?.inCommitTimestamp, future + 1);
  });
});

describe('appendRows refuses', () => {
  for (const [what, more] of [
    ['partitioning', { partitionColumns: ['a'] }],
    ['delta.constraints.c', { configuration: { 'delta.constraints.c': 'a > 0' } }],
  ] as const) {
    it(`a table with ${what}, by name, and leaves it alone`, async (test) => {
      const table = await existing(test, { a: 'bigint' }, more);
      const before = filesBelow(table);
      await assert.rejects(append(table, { a: 'bigint' }, [{ a: 1 }]), {
        code: 'unsupported-feature',
        message: new RegExp(what),
      });
      assert.deepEqual(filesBelow(table), before);
    });
  }

  it('a table with a writer feature it cannot serve', async (test) => {
    const table = temporaryFolder(test);
    const protocol = {
      minReaderVersion: 3,
      minWriterVersion: 7,
      readerFeatures: [],
      writerFeatures: ['rowTracking'],
    };
    await commit(table, beginning('x', {}, protocol));
    await assert.rejects(append(table, { value: 'bigint' }, []), { message: /rowTracking/ });
  });

  it('a column of another kind', async (test) => {
    const table = await existing(test, { a: 'array<string>' });
    await assert.rejects(append(table, { a: 'string' }, []), {
      code: 'unsupported-feature',
      message: /column a/,
    });
  });
});

describe('appendRows and other writers', () => {
  it('tries the next version when another was first, and leaves no file behind', async (test) => {
    const table = temporaryFolder(test);
    await append(table, { a: 'bigint' }, [{ a: 0 }]);
    let races = 3;
    const faulty = faultyStorage(localStorage, ({ method }) => {
      if (method !== 'createExclusive' || races === 0) return undefined;
      races -= 1;
      return { kind: 'meanwhile', work: () => append(table, { b: 'bigint' }, [{ b: races }]) };
    });
    await append(table, { a: 'bigint' }, [{ a: 9 }], faulty.storage);
    assert.equal((await open(table)).version, 4);
    assert.equal((await read(table)).length, 5);
    assert.deepEqual(filesBelow(table).filter((file) => file.endsWith('.parquet')).length, 5);
  });

  it('all of ten writers at once get their rows in', async (test) => {
    const table = temporaryFolder(test);
    await Promise.all(Array.from({ length: 10 }, (_, a) => append(table, { a: 'bigint' }, [{ a }])));
    const values = (await read(table)).map((row) => Number(row.a)).sort((one, other) => one - other);
    assert.deepEqual(values, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('gives up with what went wrong', async (test) => {
    const table = temporaryFolder(test);
    const faulty = faultyStorage(localStorage, ({ method }) =>
      method === 'createExclusive' ? { kind: 'fail', error: systemError('EROFS') } : undefined,
    );
    await assert.rejects(append(table, { a: 'bigint' }, [], faulty.storage), { code: 'EROFS' });
    await assert.rejects(open(table), { code: 'not-delta' });
  });
});
