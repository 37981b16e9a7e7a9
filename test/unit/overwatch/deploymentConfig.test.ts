import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  editCsvConfig,
  findDeployment,
  readCsvConfig,
  readTableConfig,
  seemsToLeadTo,
} from '../../../src/overwatch/deploymentConfig';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (content: Uint8Array) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(content);
const find = (csv: string, name: string, location?: string) =>
  findDeployment(readCsvConfig(bytes(csv)), location === undefined ? { name } : { name, location });

const CONFIG = [
  '\ufeffworkspace_name,"Storage_Prefix", ETL_DATABASE_NAME ,my_column,\r\n',
  'one,/mnt/ow,overwatch_etl,"a ""b""\r\nc",\r\n',
  '\n',
  'two,"/mnt/ow",Overwatch_ETL ,,x\n',
  'other,/mnt/else,another_etl,,',
].join('');

describe('editCsvConfig', () => {
  test('changes the prefix in the rows of the database and not another byte', () => {
    const edited = text(editCsvConfig(bytes(CONFIG), 'OVERWATCH_etl', '/mnt/new'));
    assert.equal(edited, CONFIG.replace('one,/mnt/ow', 'one,/mnt/new').replace('"/mnt/ow"', '"/mnt/new"'));
  });

  test('a second edit with the same prefix changes nothing', () => {
    const once = editCsvConfig(bytes(CONFIG), 'overwatch_etl', '/mnt/a,b');
    assert.deepEqual(editCsvConfig(once, 'overwatch_etl', '/mnt/a,b'), once);
    assert.match(text(once), /one,"\/mnt\/a,b",overwatch_etl/);
  });
});

describe('findDeployment', () => {
  test('finds rows by name, in any case, with their lines', () => {
    const { database, storagePrefix, rows } = find(CONFIG, 'overwatch_etl');
    assert.deepEqual([database, storagePrefix], ['overwatch_etl', '/mnt/ow']);
    assert.deepEqual(
      rows.map(({ place }) => place),
      ['line 2', 'line 5'],
    );
  });

  test('where no row has the name, the place of the tables tells', () => {
    assert.equal(find(CONFIG, 'ow', '/mnt/ow/global_share').database, 'overwatch_etl');
    const scheme = 'storage_prefix,etl_database_name\ndbfs:/mnt/ow/,overwatch_etl';
    assert.equal(find(scheme, 'ow', '/mnt/ow/global_share').database, 'overwatch_etl');
  });

  test('a name that no row has is refused, and the others are named', () => {
    assert.throws(() => find(CONFIG, 'overwatch', '/lake/x'), {
      code: 'bad-config',
      message: /No row of the config has overwatch/,
      advice: /Overwatch_ETL, another_etl\..*Overwatch_ETL for instance/,
    });
  });

  const header = 'etl_database_name,storage_prefix\n';
  const refused: readonly [string, string, RegExp][] = [
    [
      'two prefixes',
      `${header}d,/a\nx,/c\nd,/b\nd,/a`,
      /2 different values: \/a \(line 2, line 5\); \/b \(line 4\)/,
    ],
    ['a row without a prefix', `${header}d,/a\nd,`, /\/a \(line 2\); none \(line 3\)/],
    ['a row that ends before the prefix', `${header}d,/a\nd`, /none \(line 3\)/],
    ['no prefix at all', `${header}d,`, /no value: none \(line 2\)/],
    ['no column storage_prefix', 'etl_database_name,prefix\nd,/a', /no column storage_prefix/],
    ['no column etl_database_name', 'storage_prefix;etl_database_name\n', /no column etl_database_name/],
    [
      'a column that is there twice',
      'storage_prefix,etl_database_name,Storage_Prefix\n',
      /storage_prefix twice/,
    ],
    ['an empty file', '', /no column/],
  ];
  for (const [name, csv, message] of refused) {
    test(`refuses ${name}`, () => assert.throws(() => find(csv, 'd'), { code: 'bad-config', message }));
  }

  test('columns without a name may be several', () => {
    assert.equal(find('etl_database_name,storage_prefix,,\nd,/a,,', 'd').storagePrefix, '/a');
  });
});

test('a table is read the same way', () => {
  const rows = readTableConfig(
    ['Storage_Prefix', 'etl_database_name', 'active'],
    [
      { Storage_Prefix: '/a', etl_database_name: 'd', active: true },
      { Storage_Prefix: null, etl_database_name: null },
    ],
  );
  assert.equal(findDeployment(rows, { name: 'D' }).storagePrefix, '/a');
  assert.throws(() => readTableConfig(['x'], []), { code: 'bad-config' });
});

test('whether a prefix may lead to the tables', () => {
  assert.ok(seemsToLeadTo('abfss://c@a.dfs.core.windows.net/ow', '/mnt/x/ow/global_share'));
  assert.ok(seemsToLeadTo('/mnt/lake/overwatch_etl.db', '/lake/overwatch_etl.db'));
  assert.ok(!seemsToLeadTo('/mnt/other', '/mnt/x/ow/global_share'));
});
