import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  canonicalPath,
  joinPlace,
  nameLocation,
  namesOverlap,
  parseLocation,
  parsePlace,
  pathsOverlap,
} from '../../../../src/lakehouse/databricks/places';

describe('places', () => {
  it('reads every name that it wrote', () => {
    const part = fc.string({ unit: fc.constantFrom('`', '.', "'", 'a', '\n', '🎉'), minLength: 1 });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 3 }), (parts) => {
        assert.deepEqual(parseLocation(nameLocation(...parts)), { kind: 'name', parts });
      }),
    );
  });

  it('takes what people write', () => {
    const wanted = {
      'main.overwatch': '`main`.`overwatch`',
      ' hive_metastore.ow.jobs ': '`hive_metastore`.`ow`.`jobs`',
      '`a.b`.`c`': '`a.b`.`c`',
      '/Volumes/main/ow/v/': '/Volumes/main/ow/v',
      'dbfs:/mnt/ow': 'dbfs:/mnt/ow',
      'abfss://c@a.dfs.core.windows.net/x//': 'abfss://c@a.dfs.core.windows.net/x',
      's3://bucket/': 's3://bucket',
    };
    for (const [text, location] of Object.entries(wanted)) assert.equal(parsePlace(text), location, text);
  });

  it('refuses what names no place', () => {
    for (const text of ['', 'overwatch', 'a..b', 'a.b.c.d', 'a/b.c', '`a`', '`a`.`b', 'relative/path'])
      assert.throws(() => parsePlace(text), { code: 'usage' }, text);
    assert.throws(() => parsePlace('databricks://prod/abc'), {
      code: 'usage',
      message: /address of a SQL warehouse/,
    });
    assert.throws(() => parseLocation('`a`b`'), { code: 'usage' });
  });

  it('goes on below a path, and beside in a schema', () => {
    assert.equal(joinPlace('/a', 'data', 'jobs'), '/a/data/jobs');
    assert.equal(joinPlace('s3://b', 'data'), 's3://b/data');
    assert.equal(joinPlace('`m`.`s`', 'data'), '`m`.`s`');
    assert.equal(joinPlace('`m`.`s`', 'data', 'jobs'), '`m`.`s`.`jobs`');
    assert.equal(joinPlace('`m`.`s`', 'clone_report'), '`m`.`s`.`clone_report`');
    assert.throws(() => joinPlace('`m`.`s`', '2026-11-23', '1795416013000'), {
      code: 'bad-target',
      message: /nothing lies below a table/,
    });
  });

  it('knows a path by all its spellings', () => {
    for (const path of ['/a/b', 'dbfs:/a/b', 'file:///a/b', 'file:/a/b/', 'dbfs:///a/b'])
      assert.equal(canonicalPath(path), '/a/b', path);
    assert.equal(canonicalPath('s3a://b/x'), 's3://b/x');
  });

  it('knows what lies within what', () => {
    assert.ok(pathsOverlap('/a', 'dbfs:/a/b'));
    assert.ok(pathsOverlap('/a/b', '/a'));
    assert.ok(!pathsOverlap('/a', '/ab'));
    assert.ok(namesOverlap(['m', 's'], ['M', 'S', 't']));
    assert.ok(!namesOverlap(['m', 's'], ['m', 's2']));
    assert.ok(!namesOverlap(['a.b', 'c'], ['a', 'b.c']));
  });
});
