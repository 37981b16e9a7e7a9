/** The rows of every table of test/fixtures go through an incremental snapshot, and come back as Spark read them. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { open } from '../support/deltaTable';
import { NOT_WRITTEN, snapshotHiddenRows, writeAnew } from '../support/fixtureRoundTrip';
import { type Fixture, fixtureNames, stageFixture } from '../support/fixtures';
import { rowsOf, sortRows } from '../support/rows';

for (const name of fixtureNames()) {
  const fixture = stageFixture(name);
  if (fixture.expected.refused !== undefined) {
    fixture.remove();
    continue;
  }
  describe(`incremental snapshot of the fixture ${name}`, () => {
    const refusal = NOT_WRITTEN[name];
    if (refusal === undefined) {
      it('writes every row as it was', () =>
        writeAnew(fixture, async (copy) => {
          assert.deepEqual(await rowsOf(await open(copy)), sortRows(fixture.expected.rows));
        }));
    } else it(`is refused, naming ${refusal}`, () => refuse(fixture, refusal));
    it('leaves nothing', fixture.remove);
  });
}

async function refuse(fixture: Fixture, names: string): Promise<void> {
  await assert.rejects(snapshotHiddenRows(fixture), (error: Error & { code?: string }) => {
    assert.equal(error.code, 'unsupported-feature');
    assert.ok(error.message.includes(names), error.message);
    return true;
  });
}
