import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Fault } from '../../../src/base/fault';
import { nearestName, parseLayers, parseTableNames, resolveTables } from '../../../src/overwatch/names';

const EXISTING = ['pipeline_report', 'audit_log_bronze', 'jobrun_silver', 'jobrun_gold', 'my_notes'];

describe('parseTableNames', () => {
  const cases: [string | string[], string[]][] = [
    ['a,b', ['a', 'b']],
    ['a:b', ['a', 'b']],
    ['a b\n c\t', ['a', 'b', 'c']],
    [' a , b ::c,', ['a', 'b', 'c']],
    ['`overwatch_etl`.`Audit_Log_Bronze`', ['overwatch_etl.Audit_Log_Bronze']],
    ['``', []],
    [
      ['a,b', 'c'],
      ['a', 'b', 'c'],
    ],
    ['', []],
    [' ,: ', []],
  ];
  for (const [text, names] of cases) {
    test(JSON.stringify(text), () => assert.deepEqual(parseTableNames(text), names));
  }

  test('any mixture of separators gives the names back', () => {
    const name = fc.stringMatching(/^[a-z_][a-z0-9_]{0,8}$/);
    const separator = fc.stringMatching(/^[,: \n]{1,3}$/);
    fc.assert(
      fc.property(fc.array(fc.tuple(name, separator)), (pairs) => {
        const text = pairs.map(([word, after]) => word + after).join('');
        assert.deepEqual(
          parseTableNames(text),
          pairs.map(([word]) => word),
        );
      }),
    );
  });
});

describe('resolveTables', () => {
  const databases = ['east/etl'];
  const resolve = (names: string[], absentIsFine = false) =>
    resolveTables(names, EXISTING, { absentIsFine, databases });

  test('any case and a database before the name', () => {
    assert.deepEqual(resolve(['JOBRUN_GOLD', 'hive.etl.Audit_Log_Bronze']), [
      'audit_log_bronze',
      'jobrun_gold',
    ]);
  });

  test('the database before a name must be this one, whatever its case', () => {
    for (const database of ['etl', 'ETL', 'east/etl', 'hive_metastore.etl'])
      assert.deepEqual(resolve([`${database}.jobrun_gold`]), ['jobrun_gold'], database);
    for (const database of ['otherdb', 'tl', 'etl.otherdb', 'west/etl']) {
      assert.throws(() => resolve([`${database}.jobrun_gold`], true), {
        code: 'usage',
        message: `${database}.jobrun_gold is a table of another database than east/etl.`,
        advice: 'Name the table alone: jobrun_gold.',
      });
    }
  });

  test('a folder whose name holds a dot or a blank is meant by its whole name', () => {
    const existing = ['delta-0.8.0', '0', 'my notes'];
    assert.deepEqual(resolveTables(['Delta-0.8.0'], existing, { absentIsFine: false, databases }), [
      'delta-0.8.0',
    ]);
    assert.deepEqual(resolveTables(['my notes'], existing, { absentIsFine: false, databases }), ['my notes']);
  });

  test('a name given twice counts once', () => {
    assert.deepEqual(resolve(['jobrun_gold', 'JobRun_Gold']), ['jobrun_gold']);
  });

  test('an unknown name is refused and the nearest is named', () => {
    assert.throws(
      () => resolve(['jobrun_glod']),
      (fault) => {
        assert.ok(fault instanceof Fault);
        assert.equal(fault.code, 'unknown-table');
        assert.match(fault.message, /jobrun_glod/);
        assert.match(fault.advice ?? '', /jobrun_gold/);
        return true;
      },
    );
  });

  test('a catalog table that is absent here is fine only where that was said', () => {
    assert.deepEqual(resolve(['warehouse_gold'], true), []);
    assert.throws(() => resolve(['warehouse_gold']), { code: 'unknown-table' });
  });

  test('an exact spelling picks one of two tables that differ by case only', () => {
    const existing = ['Notes', 'notes'];
    assert.deepEqual(resolveTables(['notes'], existing, { absentIsFine: false, databases }), ['notes']);
    assert.deepEqual(resolveTables(['NOTES'], existing, { absentIsFine: false, databases }), [
      'Notes',
      'notes',
    ]);
  });

  test('without any table the advice does not name one', () => {
    assert.throws(() => resolveTables(['x'], [], { absentIsFine: false, databases }), {
      advice: 'The database holds no tables.',
    });
  });
});

describe('parseLayers', () => {
  test('any case, blanks and separators, in the order data flows', () => {
    assert.deepEqual(parseLayers('Gold, Bronze'), ['bronze', 'gold']);
    assert.deepEqual(parseLayers('bronze:silver gold'), ['bronze', 'silver', 'gold']);
    assert.deepEqual(parseLayers(['bronze', 'SILVER,bronze']), ['bronze', 'silver']);
  });

  test('an unknown layer is refused and the three are named', () => {
    assert.throws(
      () => parseLayers('bronze,platinum'),
      (fault) => {
        assert.ok(fault instanceof Fault);
        assert.equal(fault.code, 'usage');
        assert.match(fault.message, /platinum/);
        assert.match(fault.advice ?? '', /bronze, silver, gold/);
        return true;
      },
    );
  });

  test('a list without any layer is refused', () => {
    assert.throws(() => parseLayers(' , '), { code: 'usage' });
  });
});

test('nearestName ignores case and returns the spelling of the candidate', () => {
  assert.equal(nearestName('JOBRUN_GLOD', ['jobrun_gold']), 'jobrun_gold');
  assert.equal(nearestName('instancedetail', ['instanceDetails', 'dbuCostDetails']), 'instanceDetails');
  assert.equal(nearestName('x', []), undefined);
});

describe('nearestName names nothing that was hardly meant', () => {
  const cases: [string, string, boolean][] = [
    ['wets', 'west', true],
    ['abc', 'abd', true],
    ['abc', 'bac', true],
    ['abc', 'xyz', false],
    ['job', 'job_gold', false],
    ['customers', 'cluster_silver', false],
    ['', 'a', false],
  ];
  for (const [name, candidate, isNear] of cases) {
    test(`${JSON.stringify(name)} and ${candidate}`, () =>
      assert.equal(nearestName(name, [candidate]), isNear ? candidate : undefined));
  }

  test('two letters that changed places count as one', () =>
    assert.equal(nearestName('abdc', ['abxy', 'abcd']), 'abcd'));

  test('the distance is a metric’s: none to itself, the same in both directions', () => {
    const word = fc.stringMatching(/^[ab_]{1,8}$/);
    fc.assert(
      fc.property(word, word, (one, other) => {
        assert.equal(nearestName(one, [other, one]), one);
        assert.equal(nearestName(one, [other]) === undefined, nearestName(other, [one]) === undefined);
      }),
    );
  });
});
