import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compareSchemas, schemaSummary, sideText } from '../../../../src/backup/verify/schemaDiff';
import type { Column } from '../../../../src/lakehouse/lakehouse';

const column = (name: string, type: string, more: Partial<Column> = {}): Column => ({
  name,
  type,
  nullable: true,
  ...more,
});

const struct = (name: string, ...fields: Column[]): Column =>
  column(name, `struct<${fields.map((field) => `${field.name}:${field.type}`).join(',')}>`, {
    nested: fields,
  });

const array = (name: string, element: string, more: Partial<Column> = {}): Column =>
  column(name, `array<${element}>`, { nested: [column('element', element, more)] });

const changed = (source: readonly Column[], copy: readonly Column[]) =>
  compareSchemas(source, copy).flatMap(({ path, changes }) =>
    changes.length === 0 ? [] : [[path, ...changes]],
  );

describe('schemas compared', () => {
  test('lists every column in the order of the source, then those that only the copy has', () => {
    const source = [column('new', 'int'), column('ID', 'bigint'), column('name', 'string')];
    const copy = [column('old', 'date'), column('Name', 'string'), column('id', 'int')];
    const rows = compareSchemas(source, copy);
    assert.deepEqual(
      rows.map(({ path, changes }) => [path, changes]),
      [
        ['new', ['added']],
        ['ID', ['type']],
        ['name', []],
        ['old', ['removed']],
      ],
    );
    assert.deepEqual(compareSchemas([], []), []);
  });

  test('tells all in which one column differs', () => {
    const source = [column('a', 'int', { nullable: false, comment: 'now', metadata: { x: '1' } })];
    const copy = [column('a', 'bigint', { comment: 'then', metadata: { x: '2' } })];
    assert.deepEqual(changed(source, copy), [['a', 'type', 'nullability', 'comment', 'metadata']]);
    assert.deepEqual(changed([column('a', 'int', { metadata: { x: '1' } })], [column('a', 'int')]), [
      ['a', 'metadata'],
    ]);
    assert.deepEqual(changed([column('a', 'int', { comment: 'x' })], [column('a', 'int')]), [
      ['a', 'comment'],
    ]);
  });

  test('goes down into structs, arrays and maps, and says it where it is', () => {
    const source = [struct('s', struct('t', column('x', 'int'), column('y', 'int'))), array('a', 'bigint')];
    const copy = [struct('S', struct('t', column('x', 'string'))), array('a', 'int', { nullable: false })];
    assert.deepEqual(changed(source, copy), [
      ['s.t.x', 'type'],
      ['s.t.y', 'added'],
      ['a.element', 'type', 'nullability'],
    ]);
    assert.deepEqual(changed([array('a', 'int')], [array('a', 'int')]), []);
  });

  test('a struct on one side and something else on the other is one difference', () => {
    const rows = compareSchemas([struct('s', column('x', 'int'))], [column('s', 'string')]);
    assert.deepEqual(
      rows.map(({ path, changes }) => [path, changes]),
      [['s', ['type']]],
    );
    assert.deepEqual(changed([struct('s', column('x', 'int'))], [array('s', 'int')]), [['s', 'type']]);
    assert.equal(compareSchemas([struct('s', column('x', 'int'))], []).length, 1);
  });
});

test('a summary counts columns by how they differ', () => {
  const source = [column('a', 'int'), column('b', 'int'), column('c', 'int', { nullable: false })];
  assert.equal(
    schemaSummary(compareSchemas(source, [column('c', 'bigint')])),
    '2 new in the source, 1 of another type, 1 of other nullability',
  );
  assert.equal(schemaSummary(compareSchemas(source, source)), 'no difference');
});

test('a side says its type, and what differs besides', () => {
  const source = struct('s', column('x', 'int'));
  const [same] = compareSchemas([source], [source]);
  assert.ok(same);
  assert.deepEqual([sideText(same, 'source'), sideText(same, 'copy')], ['struct', 'struct']);
  const [added] = compareSchemas([source], []);
  assert.ok(added);
  assert.deepEqual([sideText(added, 'source'), sideText(added, 'copy')], ['struct<x:int>', '']);
  const [row] = compareSchemas(
    [column('a', 'int', { nullable: false, comment: 'what it is' })],
    [column('a', 'int', { metadata: { x: '1' } })],
  );
  assert.ok(row);
  assert.deepEqual(
    [sideText(row, 'source'), sideText(row, 'copy')],
    ['int, not null, “what it is”, {}', 'int, nullable, no comment, {"x":"1"}'],
  );
});
