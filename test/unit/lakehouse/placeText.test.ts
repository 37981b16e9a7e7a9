import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePlace } from '../../../src/lakehouse/databricks/places';
import { isNamedPlace, lastPart, parentPlace, shownPlace } from '../../../src/lakehouse/placeText';

test('names lose the back-ticks that they do not need, and read back', () => {
  for (const [location, shown] of [
    ['`main`.`ow_backup`', 'main.ow_backup'],
    ['`main`.`ow`.`job_gold`', 'main.ow.job_gold'],
    ['`main`.`my ow`', '`main`.`my ow`'],
    ['`main`.`a``b`', '`main`.`a``b`'],
    ['s3://bucket/ow', 's3://bucket/ow'],
    ['/mnt/ow', '/mnt/ow'],
  ] as const) {
    assert.equal(shownPlace(location), shown);
    assert.equal(parsePlace(shown), location);
  }
});

test('what a place is called, and what it lies in', () => {
  assert.equal(lastPart('`main`.`ow`.`job.gold`'), 'job.gold');
  assert.equal(parentPlace('`main`.`ow`.`job.gold`'), '`main`.`ow`');
  assert.equal(lastPart('abfss://c@a.dfs.core.windows.net/ow/data'), 'data');
  assert.equal(
    parentPlace('abfss://c@a.dfs.core.windows.net/ow/data'),
    'abfss://c@a.dfs.core.windows.net/ow',
  );
  assert.deepEqual(['`a`.`b`', '/a', 's3://a/b'].map(isNamedPlace), [true, false, false]);
});
