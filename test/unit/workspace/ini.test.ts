import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseIni } from '../../../src/workspace/ini';

function values(text: string): Record<string, Record<string, string>> {
  return Object.fromEntries(parseIni(text).map(({ name, values: of }) => [name, { ...of }]));
}

describe('parseIni', () => {
  it('reads sections, in whatever line ends, with comments between', () => {
    const text =
      '\uFEFF; my profiles\r\n[DEFAULT]\r\nhost = https://a/\r\n\r\n# work\r\n[work.one]\r\nhost=https://b/\r\ntoken: x=y:z\r\n';
    assert.deepEqual(values(text), {
      DEFAULT: { host: 'https://a/' },
      'work.one': { host: 'https://b/', token: 'x=y:z' },
    });
  });

  it('takes # and ; for a comment only after a blank, and quotes off', () => {
    const text =
      '[p]\na = "%Y#X$Z" # comment\nb = \'%Y#X$Z\' ; comment\nc = %Y#X$Z # comment\nd = #abc\ne =\nf = "a" b"\n';
    assert.deepEqual(values(text).p, {
      a: '%Y#X$Z',
      b: '%Y#X$Z',
      c: '%Y#X$Z',
      d: '#abc',
      e: '',
      f: '"a" b"',
    });
  });

  it('lets no section inherit from another, joins one that stands twice, and passes over what it does not know', () => {
    const text =
      'host = https://first/\n[a]\nx = 1\nwhat is this\n[DEFAULT]\ntoken = t\n[a]\ny = 2\n[empty]\n';
    assert.deepEqual(values(text), {
      DEFAULT: { host: 'https://first/', token: 't' },
      a: { x: '1', y: '2' },
      empty: {},
    });
  });
});
