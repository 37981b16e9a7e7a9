import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { describePlace, uniqueNames } from '../../../src/overwatch/recognise';

const place = (path: string, hasCloneReport = false) =>
  describePlace(path.split('/').slice(1), { hasCloneReport });

describe('describePlace', () => {
  const databases: [string, string][] = [
    ['/mnt/overwatch_prod/global_share', 'overwatch_prod'],
    ['/warehouse/overwatch_etl.db', 'overwatch_etl'],
    ['/warehouse/overwatch_etl.DB', 'overwatch_etl'],
    ['/backups/weekly/data', 'weekly'],
    ['/downloads/overwatch', 'overwatch'],
    ['/mnt/prod/etl/tables', 'prod'],
    ['/mnt/ow.db/global_share', 'ow'],
    ['/data', 'data'],
    ['/migrated/2024-01-31/global_share', 'migrated/2024-01-31'],
  ];
  for (const [path, name] of databases) {
    test(`${path} is the database ${name}`, () => {
      const found = place(path);
      assert.equal(found.kind, 'database');
      assert.equal(found.name, name);
      assert.equal(`/${found.location.join('/')}`, path);
    });
  }

  test('data beside clone_report is a backup, located at its root', () => {
    assert.deepEqual(place('/backups/weekly/data', true), {
      kind: 'backup',
      name: 'weekly',
      location: ['backups', 'weekly'],
    });
  });

  test('a migrated database beside clone_report stays a database', () => {
    assert.deepEqual(place('/mnt/new/global_share', true), {
      kind: 'database',
      name: 'new',
      location: ['mnt', 'new', 'global_share'],
    });
  });

  test('a backup of upstream by day and instant is named from the folder above them', () => {
    assert.equal(
      place('/mnt/bronze/2024-01-31/1706659200000/data', true).name,
      'bronze/2024-01-31/1706659200000',
    );
  });
});

describe('uniqueNames', () => {
  test('names that do not clash stay as they are', () => {
    assert.deepEqual(uniqueNames([place('/a/one.db'), place('/a/two.db')]), ['one', 'two']);
  });

  test('clashing names get as many folders before them as tell them apart', () => {
    assert.deepEqual(
      uniqueNames([place('/east/ow/global_share'), place('/west/OW/global_share'), place('/x/other')]),
      ['east/ow', 'west/OW', 'other'],
    );
    assert.deepEqual(uniqueNames([place('/a/east/ow.db'), place('/b/east/ow.db')]), [
      'a/east/ow',
      'b/east/ow',
    ]);
  });

  test('a database keeps its name where a backup clashes with it', () => {
    assert.deepEqual(uniqueNames([place('/backups/ow/data', true), place('/hive/ow.db')]), [
      'backups/ow',
      'ow',
    ]);
  });

  test('places that differ only in what a name leaves out are called by their paths', () => {
    assert.deepEqual(uniqueNames([place('/ow/global_share'), place('/ow/data')]), [
      '/ow/global_share',
      '/ow/data',
    ]);
  });
});
