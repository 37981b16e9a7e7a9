import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { asRecords, fitWidths, layOut, wrapText } from '../../../src/cli/narrow';
import { printTable } from '../../../src/cli/output';

const text = (width: number) => ({ width, right: false });
const number = (width: number) => ({ width, right: true });

describe('fitWidths', () => {
  test('leaves alone what fits', () => assert.deepEqual(fitWidths([text(30), number(8)], 40), [30, 8]));
  test('takes from the widest text first, and from no number', () =>
    assert.deepEqual(fitWidths([text(30), number(40), text(24)], 84), [20, 40, 20]));
  test('gives up where a text would become too narrow to read', () =>
    assert.equal(fitWidths([text(15), number(8)], 22), undefined));
  test('gives up where there is nothing but numbers', () =>
    assert.equal(fitWidths([number(8), number(8)], 10), undefined));
});

describe('layOut', () => {
  test('moves the last texts below where narrower ones are not enough', () =>
    assert.deepEqual(layOut([text(30), text(6), number(8), text(20)], 40), {
      beside: [
        { index: 0, width: 22 },
        { index: 1, width: 6 },
        { index: 2, width: 8 },
      ],
      below: [3],
    }));
  test('leaves the first column where it is, or gives up', () =>
    assert.equal(layOut([text(30), number(30), text(20)], 40), undefined));
});

describe('wrapText', () => {
  const cases: [string, number, string[]][] = [
    ['', 5, ['']],
    ['abc', 3, ['abc']],
    ['one two three', 7, ['one two', 'three']],
    ['jobrun_by_cluster_gold', 12, ['jobrun_by_', 'cluster_gold']],
    ['abcdefgh', 3, ['abc', 'def', 'gh']],
    ['a_bcdefghij', 8, ['a_bcdefg', 'hij']],
    ['😀😀😀', 2, ['😀😀', '😀']],
  ];
  for (const [given, width, lines] of cases) {
    test(`${JSON.stringify(given)} in ${width}`, () => assert.deepEqual(wrapText(given, width), lines));
  }

  test('loses nothing but the blanks it breaks at, and never gets wider', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-c_/ ]{0,40}$/), fc.integer({ min: 1, max: 12 }), (given, width) => {
        const lines = wrapText(given, width);
        assert.equal(lines.join('').replaceAll(' ', ''), given.replaceAll(' ', ''));
        assert.ok(lines.every((line) => line.length <= width));
      }),
    );
  });
});

test('asRecords names every value that is there', () => {
  assert.deepEqual(
    asRecords(
      ['TABLE', 'FILES'],
      [
        ['a long name of a table', '1'],
        ['b', ''],
      ],
      20,
    ),
    ['TABLE  a long name', '       of a table', 'FILES  1', '', 'TABLE  b'],
  );
});

describe('a table of the command line', () => {
  const rows = [
    { table: 'jobruncostpotentialfact_gold', files: '1,234', message: 'Version 3 of the log is missing.' },
    { table: 'job_gold', files: '7', message: '' },
  ];
  const columns = [
    { title: 'table', of: (row: (typeof rows)[number]) => row.table },
    { title: 'files', of: (row: (typeof rows)[number]) => row.files, right: true as const },
    { title: 'message', of: (row: (typeof rows)[number]) => row.message },
  ];
  const printed = (isTerminal: boolean, width: number) => {
    const written: string[] = [];
    printTable({ write: (more) => void written.push(more), isTerminal, columns: width }, columns, rows);
    return written.join('');
  };

  test('is broken into lines on a terminal of 50 columns', () =>
    assert.equal(
      printed(true, 50),
      'TABLE                 FILES  MESSAGE\n' +
        'jobruncostpotentialf  1,234  Version 3 of the log\n' +
        'act_gold                     is missing.\n' +
        'job_gold                  7\n',
    ));

  test('has its messages below the rows on one of 32', () =>
    assert.equal(
      printed(true, 32),
      'TABLE                      FILES\njobruncostpotentialfact_   1,234\ngold\n' +
        '  MESSAGE: Version 3 of the log\n  is missing.\njob_gold                       7\n',
    ));

  test('is a list on one of 18', () =>
    assert.deepEqual(printed(true, 18).split('\n'), [
      'TABLE    jobruncos',
      '         tpotentia',
      '         lfact_',
      '         gold',
      'FILES    1,234',
      'MESSAGE  Version 3',
      '         of the',
      '         log is',
      '         missing.',
      '',
      'TABLE    job_gold',
      'FILES    7',
      '',
    ]));

  test('is as wide as it needs to be in a pipe', () => assert.equal(printed(false, 30), printed(true, 200)));
});
