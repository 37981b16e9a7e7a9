/** The pure parts of the incremental snapshot. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Action, AddFile } from '../../../src/delta/actions';
import { evolveSchema } from '../../../src/delta/incremental/evolve';
import { filesWithin } from '../../../src/delta/incremental/keyRanges';
import { fileDifference, provenAppends } from '../../../src/delta/incremental/netChange';
import { protocolUnion } from '../../../src/delta/incremental/protocolUnion';
import { withFreshRowIds } from '../../../src/delta/incremental/rowIds';
import { unionRanges, withoutRanges } from '../../../src/delta/incremental/rowRanges';
import { parseOffsets } from '../../../src/delta/incremental/streamingCheckpoint';
import { isWider } from '../../../src/delta/incremental/widening';
import { statsJson } from '../../../src/delta/incremental/writtenStats';
import type { RowRange } from '../../../src/delta/rowBitmaps';
import type { DataType, StructField } from '../../../src/delta/schema';

function add(path: string, more: Partial<AddFile> = {}): AddFile {
  return { path, partitionValues: {}, size: 1, modificationTime: 1, dataChange: true, ...more };
}

function field(name: string, type: DataType, more: Partial<StructField> = {}): StructField {
  return { name, type, nullable: true, metadata: {}, ...more };
}

describe('provenAppends', () => {
  const remove = (path: string, dataChange: boolean): Action => ({ remove: { path, dataChange } });

  it('takes what was added as data, whatever was rewritten since', () => {
    const commits: Action[][] = [
      [{ add: add('a') }],
      [remove('a', false), { add: add('b', { dataChange: false }) }],
      [{ add: add('c') }],
    ];
    assert.deepEqual(
      provenAppends('/t', commits)?.map((one) => one.path),
      ['a', 'c'],
    );
  });

  it('proves nothing once rows were removed', () => {
    assert.equal(provenAppends('/t', [[{ add: add('a') }], [remove('b', true)]]), undefined);
  });
});

describe('fileDifference', () => {
  it('knows a file by its path, however it is spelled, and its vector', () => {
    const deletionVector = {
      storageType: 'u',
      pathOrInlineDv: 'x',
      offset: 1,
      sizeInBytes: 1,
      cardinality: 1,
    };
    const { added, removed } = fileDifference(
      '/t',
      [add('a b'), add('c'), add('gone')],
      [add('a%20b'), add('c', { deletionVector }), add('new')],
    );
    assert.deepEqual(
      added.map((one) => one.path),
      ['c', 'new'],
    );
    assert.deepEqual(
      removed.map((one) => one.path),
      ['c', 'gone'],
    );
  });
});

describe('ranges of rows', () => {
  const ranges = fc.uniqueArray(fc.nat(40)).map((rows) => toRanges(rows));

  it('have the union of the sets of rows', () => {
    fc.assert(
      fc.property(ranges, ranges, (one, other) => {
        const wanted = [...new Set([...toRows(one), ...toRows(other)])];
        assert.deepEqual(unionRanges(one, other), toRanges(wanted));
      }),
    );
  });

  it('have the difference of the sets of rows', () => {
    fc.assert(
      fc.property(ranges, ranges, (one, other) => {
        const wanted = toRows(one).filter((row) => !toRows(other).includes(row));
        assert.deepEqual(toRows(withoutRanges(one, other)), wanted);
      }),
    );
  });

  function toRanges(rows: readonly number[]): RowRange[] {
    const ranges: [number, number][] = [];
    for (const row of [...rows].sort((one, other) => one - other)) {
      const last = ranges.at(-1);
      if (last?.[1] === row - 1) last[1] = row;
      else ranges.push([row, row]);
    }
    return ranges;
  }

  function toRows(ranges: readonly RowRange[]): number[] {
    return ranges.flatMap(([first, last]) =>
      Array.from({ length: last - first + 1 }, (_, row) => first + row),
    );
  }
});

describe('isWider', () => {
  it('knows the widenings of the protocol and no other', () => {
    const wider = [
      ['long', 'byte'],
      ['integer', 'short'],
      ['double', 'float'],
      ['double', 'integer'],
      ['timestamp_ntz', 'date'],
      ['decimal(12,2)', 'decimal(10,2)'],
      ['decimal(12,4)', 'decimal(10,2)'],
      ['decimal(10,0)', 'integer'],
      ['decimal(20,0)', 'long'],
      ['string', 'void'],
    ] as const;
    for (const [wide, narrow] of wider) {
      assert.ok(isWider(wide, narrow), `${wide} ${narrow}`);
      assert.ok(!isWider(narrow, wide), `${narrow} ${wide}`);
    }
    const unlike = [
      ['double', 'long'],
      ['string', 'integer'],
      ['decimal(11,4)', 'decimal(10,2)'],
      ['decimal(10,2)', 'integer'],
      ['timestamp', 'timestamp_ntz'],
      ['long', 'long'],
      ['float', 'integer'],
    ] as const;
    for (const [wide, narrow] of unlike) assert.ok(!isWider(wide, narrow), `${wide} ${narrow}`);
  });
});

describe('protocolUnion', () => {
  it('spells out what legacy versions imply', () => {
    const features = {
      minReaderVersion: 3,
      minWriterVersion: 7,
      readerFeatures: ['deletionVectors'],
      writerFeatures: ['deletionVectors'],
    };
    assert.deepEqual(protocolUnion({ minReaderVersion: 1, minWriterVersion: 3 }, features), {
      minReaderVersion: 3,
      minWriterVersion: 7,
      readerFeatures: ['deletionVectors'],
      writerFeatures: ['appendOnly', 'invariants', 'checkConstraints', 'deletionVectors'],
    });
    assert.deepEqual(
      protocolUnion(
        { minReaderVersion: 1, minWriterVersion: 2 },
        { minReaderVersion: 2, minWriterVersion: 5 },
      ),
      {
        minReaderVersion: 2,
        minWriterVersion: 5,
      },
    );
  });
});

describe('evolveSchema', () => {
  it('takes over the source’s columns and keeps the others, nullable', () => {
    const source = [field('a', 'long'), field('new', 'string', { nullable: false })];
    const copy = [field('A', 'integer', { nullable: false }), field('old', 'date', { nullable: false })];
    const { fields, ...found } = evolveSchema('/t', source, copy);
    assert.deepEqual(fields, [field('a', 'long'), field('new', 'string'), field('old', 'date')]);
    assert.deepEqual(found, { isCopyNarrower: true, isSourceNarrower: false, isCopyRenamed: false });
  });

  it('knows a renamed column by its physical name, and one made anew by its name', () => {
    const physical = (name: string) => ({ metadata: { 'delta.columnMapping.physicalName': name } });
    const source = [field('b', 'long', physical('p1')), field('a', 'string', physical('p3'))];
    const copy = [field('a', 'long', physical('p1')), field('c', 'long', physical('p2'))];
    assert.deepEqual(
      evolveSchema('/t', source, copy).fields.map((one) => one.name),
      ['b', 'a', 'c'],
    );
    const anew = evolveSchema(
      '/t',
      [field('c', 'long', physical('p9'))],
      [field('c', 'long', physical('p2'))],
    );
    assert.ok(anew.isCopyRenamed);
    assert.equal(anew.fields.length, 1);
  });

  it('goes into structs, arrays and maps, and names the place that does not fit', () => {
    const struct = (type: DataType): DataType => ({ type: 'struct', fields: [field('x', type)] });
    const array = (elementType: DataType): DataType => ({ type: 'array', elementType, containsNull: true });
    const { fields } = evolveSchema(
      '/t',
      [field('s', array(struct('long')))],
      [field('s', array(struct('short')))],
    );
    assert.deepEqual(fields[0]?.type, array(struct('long')));
    assert.throws(
      () => evolveSchema('/t', [field('s', array(struct('date')))], [field('s', array(struct('short')))]),
      {
        code: 'schema-changed',
        message: /s\.element\.x is date in the source and smallint in the copy/,
      },
    );
  });
});

describe('filesWithin', () => {
  const files = [
    add('low', { partitionValues: { p: '1' }, stats: '{"minValues":{"k":1},"maxValues":{"k":9}}' }),
    add('high', { partitionValues: { p: '1' }, stats: '{"minValues":{"k":10},"maxValues":{"k":19}}' }),
    add('unknown', { partitionValues: { p: '1' } }),
    add('null', { partitionValues: { p: null }, stats: '{"minValues":{"k":1},"maxValues":{"k":99}}' }),
  ];
  const within = (partition: (string | null)[], bound: { min: string; max: string } | undefined) =>
    filesWithin(files, [field('p', 'long')], [field('k', 'long')], [{ partition, bounds: [bound] }]).map(
      (one) => one.path,
    );

  it('goes by partition and by bounds', () => {
    assert.deepEqual(within(['1'], { min: '9', max: '9' }), ['low', 'unknown']);
    assert.deepEqual(within(['1'], { min: '5', max: '10' }), ['low', 'high', 'unknown']);
    assert.deepEqual(within(['1'], undefined), ['low', 'high', 'unknown']);
    assert.deepEqual(within([null], { min: '5', max: '5' }), ['null']);
    assert.deepEqual(within(['2'], { min: '5', max: '5' }), []);
  });

  it('minds that times are rounded and texts compared by their bytes', () => {
    const time = add('time', {
      stats: '{"minValues":{"t":"2020-01-01T00:00:00.000Z"},"maxValues":{"t":"2020-01-01T00:00:00.123Z"}}',
    });
    const at = (text: string) =>
      filesWithin(
        [time],
        [],
        [field('t', 'timestamp')],
        [{ partition: [], bounds: [{ min: text, max: text }] }],
      ).length;
    assert.deepEqual([at('2020-01-01T00:00:00.123999Z'), at('2020-01-01T00:00:00.125Z')], [1, 0]);
    const text = add('text', { stats: '{"minValues":{"s":"a"},"maxValues":{"s":"\u{FFFD}"}}' });
    const beyond = filesWithin(
      [text],
      [],
      [field('s', 'string')],
      [{ partition: [], bounds: [{ min: '\u{1F600}', max: '\u{1F600}' }] }],
    );
    assert.deepEqual(beyond, []);
  });
});

describe('statsJson', () => {
  it('keeps every digit, and leaves out what would have to be cut', () => {
    const columns = new Map([
      [
        '"l"',
        new Map([
          ['min', '-9223372036854775808'],
          ['max', '9007199254740993'],
          ['null_count', '2'],
        ]),
      ],
      [
        '"s"',
        new Map([
          ['min', 'a'],
          ['max', 'z'.repeat(40)],
          ['null_count', '0'],
        ]),
      ],
    ]);
    assert.equal(
      statsJson([field('l', 'long'), field('s', 'string')], 5, columns),
      '{"numRecords":5,"minValues":{"l":-9223372036854775808},"maxValues":{"l":9007199254740993},"nullCount":{"l":2,"s":0}}',
    );
  });
});

describe('withFreshRowIds', () => {
  it('goes on from the higher mark, and counts deleted rows too', () => {
    const mark = (rowIdHighWaterMark: number) => ({
      domain: 'delta.rowTracking',
      configuration: JSON.stringify({ rowIdHighWaterMark }),
      removed: false,
    });
    const deletionVector = { storageType: 'i', pathOrInlineDv: '', sizeInBytes: 1, cardinality: 2 };
    const { adds, domain } = withFreshRowIds(
      [add('a', { stats: '{"numRecords":3}', deletionVector }), add('b', { stats: '{"numRecords":1}' })],
      [mark(4), mark(9)],
      7,
    );
    assert.deepEqual(
      adds.map((one) => [one.baseRowId, one.defaultRowCommitVersion]),
      [
        [10, 7],
        [13, 7],
      ],
    );
    assert.equal(domain.configuration, '{"rowIdHighWaterMark":13}');
  });
});

describe('parseOffsets', () => {
  const offset = (more: object) =>
    parseOffsets(
      `v1\n{"batchWatermarkMs":0}\n${JSON.stringify({ sourceVersion: 1, reservoirId: 'id', reservoirVersion: 5, index: -1, isStartingVersion: false, ...more })}`,
    );

  it('gives the version before the one that is to come', () => {
    assert.deepEqual(offset({}), { kind: 'at', sourceTableId: 'id', version: 4 });
    assert.deepEqual(offset({ index: -100, sourceVersion: 3 }), {
      kind: 'at',
      sourceTableId: 'id',
      version: 4,
    });
  });

  it('tells what is not clear-cut', () => {
    const unclear = [
      offset({ index: 0 }),
      offset({ isStartingVersion: true }),
      offset({ reservoirVersion: 0 }),
      offset({ reservoirId: 7 }),
      parseOffsets('v1\n{}\n{garbled'),
      parseOffsets('v1\n{}'),
      parseOffsets('v1\n{}\n{}\n{}'),
    ];
    assert.deepEqual(
      unclear.map((one) => one.kind),
      unclear.map(() => 'unclear'),
    );
  });
});
