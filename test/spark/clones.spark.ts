/** Spark reads what the product writes of every fixture: the clone, and the copy whose rows an incremental snapshot wrote anew. */

import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { NOT_WRITTEN, writeAnew } from '../support/fixtureRoundTrip';
import { type Expected, fixtureNames, stageFixture } from '../support/fixtures';
import { clone } from '../support/folderLakehouse';
import { sortRows } from '../support/rows';
import type { Spark } from './spark';

export function clonesOfFixtures(spark: () => Spark): void {
  describe('clones of the fixtures', () => {
    for (const name of readableFixtures()) {
      it(`${name}: Spark sees no difference`, async (test) => {
        const fixture = stageFixture(name);
        test.after(fixture.remove);
        const { table, directory, expected } = fixture;
        const target = path.join(directory, 'clone');
        await clone({ source: table, sourceVersion: expected.version, target });
        if (isReadBySpark(expected)) assert.deepEqual(await spark().differences(table, target), []);
        else assert.deepEqual(sortRows(await spark().rows(target)), sortRows(expected.rows));
      });
    }
  });

  describe('incremental copies of the fixtures', () => {
    for (const name of readableFixtures().filter((one) => NOT_WRITTEN[one] === undefined)) {
      it(`${name}: Spark reads the rows that were written anew`, async (test) => {
        const fixture = stageFixture(name);
        test.after(fixture.remove);
        await writeAnew(fixture, async (copy) => {
          assert.deepEqual(sortRows(await spark().rows(copy)), sortRows(fixture.expected.rows));
        });
      });
    }
  });
}

/** A damage that Spark, unlike the product, does not get over is no longer in the clone. */
function isReadBySpark({ spark }: Expected): boolean {
  return spark === undefined || spark === 'reads it';
}

/** Of the others there is nothing to clone. */
function readableFixtures(): string[] {
  return fixtureNames().filter((name) => {
    const fixture = stageFixture(name);
    fixture.remove();
    return fixture.expected.refused === undefined;
  });
}
