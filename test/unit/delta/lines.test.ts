import assert from 'node:assert/strict';
import { it } from 'node:test';
import { lines } from '../../../src/delta/lines';

it('lines are told apart by newlines alone, and blank ones are left out', () => {
  const of = (text: string) => [...lines(Buffer.from(text))];
  assert.deepEqual(of(''), []);
  assert.deepEqual(of('\n \n\r\n'), []);
  assert.deepEqual(of('{"a":1}\n{"b":"ü\u2028"}\r\n\nlast'), ['{"a":1}', '{"b":"ü\u2028"}\r', 'last']);
});
