import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printable, printTable } from '../../../src/cli/output';
import { printAdvice } from '../../../src/cli/printAdvice';

function tableOf(rows: readonly (readonly string[])[]): string {
  let text = '';
  const sink = {
    write: (more: string) => {
      text += more;
    },
    isTerminal: false,
    columns: undefined,
  };
  const columns = [
    { title: 'name', of: (row: readonly string[]) => row[0] },
    { title: 'none', of: () => undefined },
    { title: 'size', of: (row: readonly string[]) => row[1], right: true as const },
  ];
  printTable(sink, columns, rows);
  return text;
}

test('columns are as wide as their widest cell, numbers at the right, empty columns left out', () => {
  assert.equal(
    tableOf([
      ['a', '1'],
      ['äöü😀long', '1,000'],
    ]),
    'NAME       SIZE\na             1\näöü😀long  1,000\n',
  );
});

test('a column that says so is shown even where it is empty', () => {
  const text: string[] = [];
  const sink = { write: (more: string) => void text.push(more), isTerminal: false, columns: undefined };
  printTable(sink, [{ title: 'id', of: () => '', always: true }], []);
  assert.deepEqual(text, ['ID\n']);
});

test('a cell is one line, without anything that commands a terminal', () => {
  assert.equal(tableOf([['a\nb\u001b[31m', '1']]), 'NAME         SIZE\na b\\x1b[31m     1\n');
});

test('control characters and marks of direction are written out', () => {
  assert.equal(printable('a\u0007\u009b\u202eb\nc'), 'a\\x07\\x9b\\u202eb\nc');
});

test('an advice is printed once, for all its tables', () => {
  const written: string[] = [];
  const sink = { write: (text: string) => void written.push(text), isTerminal: false, columns: undefined };
  const tables = ['a', 'b', 'c', 'd', 'e'].map((table) => ({ table, advice: 'Run it again.' }));
  printAdvice(sink, [...tables, { table: 'f', advice: undefined }, { table: 'g', advice: 'Mount it.' }]);
  assert.equal(written.join(''), 'a, b, c and 2 more: Run it again.\ng: Mount it.\n');
});
