import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Fault } from '../../../src/base/fault';
import {
  allValues,
  type CommandSpec,
  hasSwitch,
  optionalNumber,
  optionalValue,
  parseCommandArgs,
  requiredValue,
} from '../../../src/cli/args';

const SPEC: CommandSpec = {
  name: 'try',
  summary: '',
  usage: '',
  about: [],
  options: [
    { name: 'lakehouse', value: 'DIR', repeatable: true, help: '' },
    { name: 'to', value: 'ROOT', help: '' },
    { name: 'rows', value: 'N', help: '' },
    { name: 'json', help: '' },
  ],
  restGoesTo: 'lakehouse',
  examples: [],
};
const parse = (...words: string[]) => parseCommandArgs(SPEC, words);

function refused(work: () => unknown, pattern: RegExp): void {
  assert.throws(work, (fault) => {
    assert.ok(fault instanceof Fault);
    assert.equal(fault.code, 'usage');
    assert.match(`${fault.message} ${fault.advice}`, pattern);
    return true;
  });
}

describe('options', () => {
  test('with their values behind them or after an equals sign, and switches', () => {
    const args = parse('--to', '/x', '--rows=5', '--json');
    assert.equal(optionalValue(args, 'to'), '/x');
    assert.equal(optionalNumber(args, 'rows', 1), 5);
    assert.equal(hasSwitch(args, 'json'), true);
    assert.equal(hasSwitch(parse(), 'json'), false);
  });

  test('may be repeated where that is said, also as words without an option', () => {
    assert.deepEqual(allValues(parse('--lakehouse', 'a', 'b', '--json', '--lakehouse', 'c'), 'lakehouse'), [
      'a',
      'b',
      'c',
    ]);
  });

  test('that are unknown name the nearest', () =>
    refused(() => parse('--lakehuose', 'a'), /--lakehuose.*--lakehouse/));
  test('that lack their value', () => refused(() => parse('--to'), /--to needs a value: ROOT/));
  test('whose value would be another option', () =>
    refused(() => parse('--to', '--json'), /--to needs a value/));
  test('may have a value that begins with a dash after an equals sign', () =>
    assert.equal(optionalValue(parse('--to=-x'), 'to'), '-x'));
  test('must not be empty, unless it is a list', () => {
    refused(() => parse('--to', ''), /--to is empty/);
    refused(() => parse('--to='), /--to is empty/);
    assert.deepEqual(allValues(parse('--lakehouse', ''), 'lakehouse'), ['']);
  });
  test('may be given by the name that the option had', () => {
    const options = SPEC.options.map((one) => (one.name === 'to' ? { ...one, formerly: 'root' } : one));
    assert.equal(optionalValue(parseCommandArgs({ ...SPEC, options }, ['--root', 'a']), 'to'), 'a');
    refused(() => parseCommandArgs({ ...SPEC, options }, ['--root', 'a', '--to', 'b']), /given twice/);
    refused(() => parse('--root', 'a'), /no option --root/);
  });
  test('given twice', () => refused(() => parse('--to', 'a', '--to', 'b'), /given twice/));
  test('switches take no value', () => refused(() => parse('--json=1'), /takes no value/));
  test('stray words are refused where nothing takes them', () => {
    const { restGoesTo: _, ...strict } = SPEC;
    refused(() => parseCommandArgs(strict, ['stray']), /stray/);
  });
});

describe('values', () => {
  test('that are required', () => {
    refused(() => requiredValue(parse(), SPEC, 'to'), /try needs --to ROOT/);
  });

  for (const text of ['0', '-1', '1.5', 'x', ' ', '1e3', '99999999999999999999']) {
    test(`${JSON.stringify(text)} is no number of rows`, () =>
      refused(() => optionalNumber(parse(`--rows=${text}`), 'rows', 1), /whole number from 1 on/));
  }
});
