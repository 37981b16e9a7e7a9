import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  asJson,
  idJson,
  numberOf,
  objectOf,
  parseJson,
  requiredText,
  textOf,
  textsOf,
  writeJson,
} from '../../../src/workspace/json';

describe('JSON of Databricks', () => {
  it('keeps every digit of integers that a number cannot hold', () => {
    const text =
      '{"job_id": 9223372036854775807, "low": -9223372036854775808, "small": 42, "edge": 9007199254740991}';
    assert.deepEqual(parseJson(text), {
      job_id: '9223372036854775807',
      low: '-9223372036854775808',
      small: 42,
      edge: Number.MAX_SAFE_INTEGER,
    });
    assert.deepEqual(parseJson('[9007199254740993]'), ['9007199254740993']);
  });

  it('leaves strings and fractions as they are', () => {
    const value = {
      id: '9007199254740993',
      text: 'run 9007199254740993, "9007199254740993" and \\"9007199254740993',
      half: 0.1234567890123456,
      large: 1.5e300,
    };
    assert.deepEqual(parseJson(JSON.stringify(value)), value);
  });

  it('reads a long string without running out of stack', () => {
    const content = 'A1b2'.repeat(4_000_000);
    assert.deepEqual(parseJson(`{"content":"${content}","id":9007199254740993}`), {
      content,
      id: '9007199254740993',
    });
  });

  it('reads whatever JSON.parse reads, the same way', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const hasUnsafe = JSON.stringify(value).match(/(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/) !== null;
        fc.pre(!hasUnsafe);
        assert.deepEqual(parseJson(JSON.stringify(value)), JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('writes a bigint as a bare integer, and leaves undefined properties out', () => {
    const text = writeJson({
      handle: 9007199254740993n,
      data: 'a"b',
      none: undefined,
      list: [1, null, { x: true }],
    });
    assert.equal(text, '{"handle":9007199254740993,"data":"a\\"b","list":[1,null,{"x":true}]}');
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (id) => {
        assert.equal(textOf(parseJson(writeJson({ id })) as Record<string, unknown>, 'id'), String(id));
      }),
    );
  });

  it('reads properties as the kind that they are to be', () => {
    const object = { id: 7, name: 'x', flag: true, properties: { OVERWATCHDB: 'TRUE', odd: 1 } };
    assert.equal(textOf(object, 'id'), '7');
    assert.equal(textOf(object, 'flag'), undefined);
    assert.deepEqual(textsOf(object, 'properties'), { OVERWATCHDB: 'TRUE' });
    assert.throws(() => requiredText(object, 'state', 'a SQL warehouse'), {
      code: 'io',
      message: 'Databricks answered with a SQL warehouse that has no "state".',
    });
  });

  it('takes data for JSON that is, and ids that are', () => {
    const data: unknown = {
      name: 'x',
      none: undefined,
      tasks: [{ retries: 0, ok: true, nothing: null }],
      id: 7n,
    };
    assert.equal(
      writeJson(asJson(data)),
      '{"name":"x","tasks":[{"retries":0,"ok":true,"nothing":null}],"id":7}',
    );
    assert.throws(() => asJson({ work: () => undefined }), {
      code: 'internal',
      message: 'A function is no JSON.',
    });
    assert.equal(idJson('9007199254740993'), 9007199254740993n);
    for (const id of ['', '-1', '1.5', 'x', '12345678901234567890', '1"'])
      assert.throws(() => idJson(id), { code: 'usage' }, id);
  });

  it('reads times, and objects that may not be there', () => {
    const object = { at: 1_700_000_000_000, text: '7', inner: { x: 1 }, list: [1] };
    assert.deepEqual([numberOf(object, 'at'), numberOf(object, 'text')], [1_700_000_000_000, undefined]);
    assert.deepEqual(
      [objectOf(object, 'inner'), objectOf(object, 'list'), objectOf(object, 'none')],
      [{ x: 1 }, {}, {}],
    );
  });
});
