import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseCsv, replaceFields } from '../../../src/overwatch/csv';

const bytes = (text: string) => new TextEncoder().encode(text);
const texts = (text: string) => parseCsv(bytes(text)).map(({ fields }) => fields.map((field) => field.text));

describe('parseCsv', () => {
  const cases: readonly [string, string, string[][]][] = [
    ['nothing', '', []],
    ['one record without a line end', 'a,b', [['a', 'b']]],
    ['LF, CRLF and CR, mixed', 'a\nb\r\nc\rd', [['a'], ['b'], ['c'], ['d']]],
    ['empty lines and lines of blanks', '\n\r\na\n  \nb\n\n', [['a'], ['b']]],
    ['an empty quoted value is a record', '""\n', [['']]],
    [
      'empty values',
      ',\na,,',
      [
        ['', ''],
        ['a', '', ''],
      ],
    ],
    ['quotes, commas and line ends within quotes', '"a""b","c,d","e\r\nf"', [['a"b', 'c,d', 'e\r\nf']]],
    ['blanks around values', ' a , "b" \t,c', [['a', 'b', 'c']]],
    ['blanks within quotes stay', '" a "', [[' a ']]],
    ['a quote within a plain value', 'a"b,c', [['a"b', 'c']]],
    ['a byte order mark', '\ufeffa,b', [['a', 'b']]],
    ['letters of any script', 'Zürich,東京', [['Zürich', '東京']]],
  ];
  for (const [name, text, records] of cases) {
    test(name, () => assert.deepEqual(texts(text), records));
  }

  test('records know their lines, those within quotes counted', () => {
    const lines = parseCsv(bytes('a\n"b\nb"\r\n\r\nc')).map(({ line }) => line);
    assert.deepEqual(lines, [1, 2, 5]);
  });

  const refused: readonly [string, Uint8Array, RegExp][] = [
    ['a quote that is never closed', bytes('a\n"b\nc'), /line 2 a quote is opened/],
    ['text after a closing quote', bytes('a\n"b"c'), /line 2 a closing quote/],
    ['UTF-16 with its mark, little end first', new Uint8Array([0xff, 0xfe, 0x61, 0]), /UTF-16/],
    ['UTF-16 with its mark, big end first', new Uint8Array([0xfe, 0xff, 0, 0x61]), /UTF-16/],
    ['UTF-16 without a mark', new Uint8Array([0x61, 0, 0x2c, 0]), /UTF-16/],
    ['Latin-1', new Uint8Array([0x5a, 0xfc, 0x72]), /not in UTF-8/],
  ];
  for (const [name, content, message] of refused) {
    test(`refuses ${name}`, () => {
      assert.throws(() => parseCsv(content), { code: 'bad-config', message });
    });
  }
});

describe('replaceFields', () => {
  const replaced = (text: string, column: number, value: string) => {
    const content = bytes(text);
    const fields = parseCsv(content).flatMap((record) => record.fields[column] ?? []);
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(replaceFields(content, fields, value));
  };

  test('keeps quotes, blanks, line ends and the mark', () => {
    assert.equal(replaced('\ufeffa, x ,c\r\nd," x",f\n', 1, 'y'), '\ufeffa, y ,c\r\nd,"y",f\n');
  });

  test('puts quotes where a value needs them, and doubles those within', () => {
    assert.equal(replaced('a,b', 1, '/mnt/x,y'), 'a,"/mnt/x,y"');
    assert.equal(replaced('a,"b"', 1, 'say "x"'), 'a,"say ""x"""');
    assert.equal(replaced('a,b', 1, ' x'), 'a," x"');
  });

  test('fills an empty field', () => {
    assert.equal(replaced('a,\nb,,c', 1, 'x'), 'a,x\nb,x,c');
  });
});

/** Values as any writer may spell them. */
const value = fc.string({ unit: fc.constantFrom('a', 'é', ' ', ',', '"', '\n', '\r', '/'), maxLength: 6 });
const spelled = fc
  .tuple(value, fc.boolean(), fc.constantFrom('', ' ', '\t'), fc.constantFrom('', '  '))
  .map(([text, wantsQuotes, before, after]) => {
    const needsQuotes = wantsQuotes || /[",\n\r]|^\s|\s$/.test(text);
    return { text, raw: `${before}${needsQuotes ? `"${text.replaceAll('"', '""')}"` : text}${after}` };
  });

test('property: every value is read back, and a replacement changes that value and no other byte', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(fc.array(spelled, { minLength: 2, maxLength: 4 }), fc.constantFrom('\n', '\r\n', '\r')),
        {
          minLength: 1,
          maxLength: 5,
        },
      ),
      fc.boolean(),
      fc.boolean(),
      fc.nat(),
      value,
      (rows, hasMark, endsWithLine, chosen, fresh) => {
        const lines = rows.map(
          ([fields, end], index) =>
            fields.map(({ raw }) => raw).join(',') + (index < rows.length - 1 || endsWithLine ? end : ''),
        );
        const text = (hasMark ? '\ufeff' : '') + lines.join('');
        const content = bytes(text);
        const records = parseCsv(content);
        const expected = rows.map(([fields]) => fields.map((field) => field.text));
        assert.deepEqual(
          records.map(({ fields }) => fields.map((field) => field.text)),
          expected,
        );
        const flat = records.flatMap(({ fields }) => fields);
        const field = flat[chosen % flat.length];
        assert.ok(field !== undefined);
        const edited = replaceFields(content, [field], fresh);
        assert.deepEqual(edited.subarray(0, field.start), content.subarray(0, field.start));
        const tail = content.length - field.end;
        assert.deepEqual(edited.subarray(edited.length - tail), content.subarray(field.end));
        const wanted = flat.map((one) => (one === field ? fresh : one.text));
        assert.deepEqual(
          parseCsv(edited).flatMap(({ fields }) => fields.map((one) => one.text)),
          wanted,
        );
      },
    ),
    { numRuns: 500 },
  );
});
