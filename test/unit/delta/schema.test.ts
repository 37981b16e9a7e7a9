import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  columnMapping,
  type DataType,
  describeColumns,
  duckdbType,
  fieldId,
  parseSchema,
  parseShortType,
  physicalName,
  type StructField,
  shortType,
} from '../../../src/delta/schema';
import { metadata } from '../../support/deltaTable';

const field = (name: string, type: DataType, more: Partial<StructField> = {}): StructField => ({
  name,
  type,
  nullable: true,
  metadata: {},
  ...more,
});

describe('short types', () => {
  it('are Spark’s', () => {
    const nested: DataType = {
      type: 'struct',
      fields: [
        field('a', 'long'),
        field('b', {
          type: 'array',
          elementType: { type: 'struct', fields: [field('c', 'decimal(10,2)')] },
          containsNull: true,
        }),
        field('d', { type: 'map', keyType: 'string', valueType: 'integer', valueContainsNull: false }),
      ],
    };
    assert.equal(shortType(nested), 'struct<a:bigint,b:array<struct<c:decimal(10,2)>>,d:map<string,int>>');
    assert.deepEqual(['byte', 'short', 'timestamp_ntz'].map(shortType), [
      'tinyint',
      'smallint',
      'timestamp_ntz',
    ]);
  });

  it('are parsed back to what they came from', () => {
    const primitive = fc.constantFrom(
      'string',
      'long',
      'integer',
      'short',
      'byte',
      'double',
      'boolean',
      'date',
      'timestamp',
      'decimal(38,18)',
      'timestamp_ntz',
      'binary',
    );
    const names = fc.uniqueArray(fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_ .-]{0,8}$/), {
      minLength: 1,
      maxLength: 3,
    });
    const { type } = fc.letrec<{ type: DataType }>((tie) => ({
      type: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        primitive,
        tie('type').map((elementType): DataType => ({ type: 'array', elementType, containsNull: true })),
        fc.tuple(primitive, tie('type')).map(
          ([keyType, valueType]): DataType => ({
            type: 'map',
            keyType,
            valueType,
            valueContainsNull: true,
          }),
        ),
        fc
          .tuple(names, tie('type'))
          .map(
            ([list, inner]): DataType => ({ type: 'struct', fields: list.map((name) => field(name, inner)) }),
          ),
      ),
    }));
    fc.assert(
      fc.property(type, (one) => assert.deepEqual(parseShortType(shortType(one)), one)),
      { seed: 6 },
    );
  });

  it('refuse what is no type', () => {
    for (const text of ['', 'bigint>', 'array<int', 'ARRAY<int>', 'int,int'])
      assert.throws(() => parseShortType(text), { code: 'internal' }, text);
  });
});

describe('parseSchema', () => {
  it('refuses what is no schema, naming the table', () => {
    for (const schemaString of [
      '',
      '{',
      'null',
      '"string"',
      '{"type":"array"}',
      '{"type":"struct","fields":{}}',
    ])
      assert.throws(
        () => parseSchema('/lake/t', metadata('x', { schemaString })),
        { code: 'damaged', message: /\/lake\/t/ },
        schemaString,
      );
  });

  it('describes columns with their comments', () => {
    const schemaString = JSON.stringify({
      type: 'struct',
      fields: [
        field('a', 'long', { nullable: false, metadata: { comment: 'about a' } }),
        field('b', 'string'),
      ],
    });
    assert.deepEqual(describeColumns(parseSchema('/t', metadata('x', { schemaString }))), [
      { name: 'a', type: 'bigint', nullable: false, comment: 'about a' },
      { name: 'b', type: 'string', nullable: true },
    ]);
  });

  it('describes what is nested in them, and what else is noted of them', () => {
    const inner = field('x', 'integer', { nullable: false, metadata: { comment: 'about x' } });
    const schemaString = JSON.stringify({
      type: 'struct',
      fields: [
        field(
          's',
          { type: 'array', elementType: { type: 'struct', fields: [inner] }, containsNull: false },
          {
            metadata: { 'delta.columnMapping.id': 4, CURRENT_DEFAULT: '1', 'delta.typeChanges': [{ a: 1 }] },
          },
        ),
        field('m', { type: 'map', keyType: 'string', valueType: 'long', valueContainsNull: true }),
      ],
    });
    assert.deepEqual(describeColumns(parseSchema('/t', metadata('x', { schemaString }))), [
      {
        name: 's',
        type: 'array<struct<x:int>>',
        nullable: true,
        metadata: { CURRENT_DEFAULT: '1', 'delta.typeChanges': '[{"a":1}]' },
        nested: [
          {
            name: 'element',
            type: 'struct<x:int>',
            nullable: false,
            nested: [{ name: 'x', type: 'int', nullable: false, comment: 'about x' }],
          },
        ],
      },
      {
        name: 'm',
        type: 'map<string,bigint>',
        nullable: true,
        nested: [
          { name: 'key', type: 'string', nullable: false },
          { name: 'value', type: 'bigint', nullable: true },
        ],
      },
    ]);
  });
});

describe('column mapping', () => {
  it('is by name, by id or not at all', () => {
    const mode = (value: string) =>
      columnMapping(metadata('x', { configuration: { 'delta.columnMapping.mode': value } }));
    assert.deepEqual(['name', 'id', 'none', 'other'].map(mode), ['name', 'id', 'none', 'none']);
    const mapped = field('a', 'long', {
      metadata: { 'delta.columnMapping.physicalName': 'col-1', 'delta.columnMapping.id': 7 },
    });
    assert.deepEqual([physicalName(mapped), fieldId(mapped)], ['col-1', 7]);
    assert.deepEqual([physicalName(field('a', 'long')), fieldId(field('a', 'long'))], ['a', undefined]);
  });
});

describe('duckdbType', () => {
  it('holds every value of a type, and names quoted', () => {
    assert.equal(
      duckdbType({ type: 'struct', fields: [field('a "b"', 'long')] }),
      'STRUCT("a ""b""" BIGINT)',
    );
    assert.equal(
      duckdbType({ type: 'map', keyType: 'string', valueType: 'decimal(5, 2)', valueContainsNull: true }),
      'MAP(VARCHAR, decimal(5, 2))',
    );
    assert.equal(duckdbType({ type: 'array', elementType: 'varchar(10)', containsNull: true }), 'VARCHAR[]');
    assert.throws(() => duckdbType('interval'), { code: 'unsupported-feature', message: /interval/ });
    assert.throws(() => duckdbType('decimal(1,1)); DROP TABLE x'), { code: 'unsupported-feature' });
  });
});
