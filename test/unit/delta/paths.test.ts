import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { encodePath, isPlain, pathWithin, resolveDataPath } from '../../../src/delta/paths';

const TABLE = '/lake/table';

describe('resolveDataPath', () => {
  const cases: readonly (readonly [spelled: string, file: string])[] = [
    ['part-0.parquet', '/lake/table/part-0.parquet'],
    ['v=x%252541%253D%253A+%2523%253F/c.parquet', '/lake/table/v=x%2541%3D%3A+%23%3F/c.parquet'],
    ['v=50%2525/c.parquet', '/lake/table/v=50%25/c.parquet'],
    ['%F0%9F%8E%89.parquet', '/lake/table/🎉.parquet'],
    ['🎉.parquet', '/lake/table/🎉.parquet'],
    ['50%.parquet', '/lake/table/50%.parquet'],
    ['/other/a.parquet', '/other/a.parquet'],
    ['/other/a%20b.parquet', '/other/a b.parquet'],
    ['file:/other/a%20b.parquet', '/other/a b.parquet'],
    ['file:///other/a.parquet', '/other/a.parquet'],
    ['FILE:///other/../more/a.parquet', '/more/a.parquet'],
    ['../table/a.parquet', '/lake/table/a.parquet'],
    ['../../etc/passwd', '/etc/passwd'],
    ['..%2F..%2Fetc/passwd', '/etc/passwd'],
  ];
  for (const [spelled, file] of cases) {
    it(`${spelled} is ${file}`, () => assert.equal(resolveDataPath(TABLE, spelled), file));
  }

  for (const spelled of ['s3://bucket/a.parquet', 'abfss://c@a.dfs.core.windows.net/a', 'dbfs:/a.parquet']) {
    it(`${spelled} is refused`, () =>
      assert.throws(() => resolveDataPath(TABLE, spelled), { code: 'unsupported-feature' }));
  }
});

describe('pathWithin', () => {
  it('gives two spellings of one file one name', () => {
    const spellings = [
      'a%20b/c',
      'a b/c',
      '/lake/table/a%20b/c',
      'file:///lake/table/a b/c',
      'x/../a%20b/./c',
    ];
    assert.deepEqual(new Set(spellings.map((spelled) => pathWithin(TABLE, spelled))), new Set(['a b/c']));
  });

  it('knows what lies outside, also where the name begins alike', () => {
    for (const spelled of ['/lake/table2/a', '../a', '/lake/table', '.', '/', '..%2Fa'])
      assert.equal(pathWithin(TABLE, spelled), undefined, spelled);
    assert.equal(pathWithin(TABLE, '..a/b'), '..a/b');
  });
});

describe('encodePath and isPlain', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
  const names = fc
    .array(name, { minLength: 1, maxLength: 3 })
    .map((parts) => parts.join('/'))
    .filter((text) =>
      text.split('/').every((part) => !['', '.', '..'].includes(part) && !part.includes('\0')),
    );

  it('what is encoded resolves to the very name', () => {
    fc.assert(
      fc.property(names, (text) => {
        assert.equal(pathWithin(TABLE, encodePath(text)), text);
      }),
      { seed: 2 },
    );
  });

  it('a plain path needs no second look', () => {
    fc.assert(
      fc.property(names, (text) => {
        if (isPlain(text)) assert.equal(pathWithin(TABLE, text), text);
      }),
      { seed: 3 },
    );
    for (const text of ['/a', 'file:a', 'C:\\a', 'a%20b', '../a', 'a/../b', 'a/.', 'a//b', 'a\\b'])
      assert.equal(isPlain(text), false, text);
    for (const text of ['part-0.parquet', 'p=1/..a', 'a b', 'v=x:y/a'])
      assert.equal(isPlain(text), true, text);
  });
});
