import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CATALOG, catalogTable, groupOf, keyColumns, mergeKeys } from '../../../src/overwatch/catalog';

describe('the catalog', () => {
  test('holds 57 tables, each under a name of its own', () => {
    assert.equal(CATALOG.length, 57);
    assert.equal(new Set(CATALOG.map(({ name }) => name.toLowerCase())).size, 57);
  });

  test('gives every table that is merged into the columns to merge by', () => {
    for (const { name, writeMode } of CATALOG) {
      const keys = mergeKeys(name);
      if (writeMode === 'append') assert.equal(keys, undefined, name);
      else assert.ok(keys !== undefined && keys.length > 0 && new Set(keys).size === keys.length, name);
    }
  });

  test('knows a table in any case, and groups what Overwatch does not write as other', () => {
    assert.equal(catalogTable('JOB_GOLD')?.layer, 'gold');
    assert.equal(groupOf('Pipeline_Report'), 'report');
    assert.equal(groupOf('my_notes'), 'other');
    assert.equal(mergeKeys('my_notes'), undefined);
    assert.deepEqual(keyColumns('my_notes'), []);
  });
});
