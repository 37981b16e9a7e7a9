import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { neededOf } from '../../../src/delta/neededColumns';

const columns = ['status', 'inputConfig', 'moduleID'].map((name) => ({ name }));

describe('the columns that are read', () => {
  const cases: [what: string, needed: string[] | undefined, read: string[]][] = [
    ['all where nobody says which', undefined, ['status', 'inputConfig', 'moduleID']],
    [
      'those that are needed, in the order of the table',
      ['moduleID', 'status', 'untilTS'],
      ['status', 'moduleID'],
    ],
    ['all where none of them is there', ['untilTS'], ['status', 'inputConfig', 'moduleID']],
    ['no column by another spelling', ['STATUS', 'moduleID'], ['moduleID']],
  ];
  for (const [what, needed, read] of cases) {
    test(what, () =>
      assert.deepEqual(
        neededOf(columns, needed).map(({ name }) => name),
        read,
      ),
    );
  }
});
