import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Fault } from '../../../src/base/fault';
import {
  bundleString,
  cronCommand,
  hclString,
  pythonString,
  scalaString,
  shellWord,
  sqlIdentifier,
  sqlString,
  systemdWord,
  windowsWord,
  xmlText,
  yamlString,
} from '../../../src/generate/escape';

/** Texts that have everything languages stumble over. */
// biome-ignore-start lint/suspicious/noTemplateCurlyInString: they are meant as they are.
const pieces = [
  ...['\\', '\\\\', '"', "'", "''", '`', '$', '${x}', '$x', '%', '%{', '%%', '%d%', '#{', '{{', '${{ x }}'],
  ...[
    '\\n',
    '\\b',
    '\\f',
    '\b',
    '\f',
    '\\u0041',
    '\\x41',
    '"""',
    '/*',
    '*/',
    '--',
    '//',
    '#',
    ':',
    ': ',
    '- ',
    '!',
    '&',
    '<',
    '>',
    ';',
    '|',
  ],
  ...[
    '\t',
    '\n',
    '\r',
    '\r\n',
    '\u0001',
    '\u001b',
    '\u007f',
    '\u0085',
    '\u2028',
    '\u2029',
    '\ufeff',
    'é',
    '😀',
  ],
  ...[' ', '  ', 'a', 'Z', '0', '~', 'null', 'yes', '=', ',', '?', '*', '(', ')', '[', ']'],
];
const texts = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'grapheme' })), { maxLength: 12 })
  .map((parts) => parts.join(''));
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above.
/** What is allowed in names and paths: no control characters. */
const plain = texts.map((text) => text.replace(/[\p{Cc}\u2028\u2029]/gu, ''));

function sample(arbitrary: fc.Arbitrary<string>): string[] {
  return [
    '',
    ...pieces.filter((piece) => arbitrary !== plain || !/[\p{Cc}\u2028\u2029]/u.test(piece)),
    ...fc.sample(arbitrary, 400),
  ];
}

function isUsage(error: unknown): boolean {
  return error instanceof Fault && error.code === 'usage';
}

function has(program: string): boolean {
  return spawnSync(program, ['--version']).error === undefined;
}

/** By the Scala Language Specification 1.3: a unicode escape counts after an even number of backslashes. */
function readScala(literal: string): string {
  assert.match(literal, /^".*"$/s);
  const body = literal.slice(1, -1);
  const escapes: Record<string, string> = {
    b: '\b',
    t: '\t',
    n: '\n',
    f: '\f',
    r: '\r',
    '"': '"',
    "'": "'",
    '\\': '\\',
  };
  let text = '';
  for (let at = 0; at < body.length; at += 1) {
    const one = body[at] ?? '';
    assert.ok(one !== '"' && one !== '\n' && one !== '\r', 'an end of the string within it');
    if (one !== '\\') {
      text += one;
      continue;
    }
    at += 1;
    const next = body[at] ?? '';
    if (next === 'u') {
      text += String.fromCharCode(Number.parseInt(body.slice(at + 1, at + 5), 16));
      at += 4;
    } else {
      assert.ok(next in escapes, `no escape \\${next}`);
      text += escapes[next];
    }
  }
  return text;
}

/** Spark's `unescapeSQLString`, after a notebook has replaced its parameters. */
function readSql(literal: string): string {
  assert.doesNotMatch(literal, /\$/);
  assert.match(literal, /^'(?:[^'\\]|\\.)*'$/s);
  return literal
    .slice(1, -1)
    .replace(/\\u([0-9a-f]{4})|\\(.)/gis, (_, code?: string, one?: string) =>
      code !== undefined ? String.fromCharCode(Number.parseInt(code, 16)) : (one ?? ''),
    );
}

/** A double-quoted scalar of YAML: what JSON reads, as long as every character of it is printable to YAML. */
function readYaml(literal: string): unknown {
  assert.match(
    literal,
    /^[\t\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]*$/u,
  );
  return JSON.parse(literal);
}

/** HCL's quoted template without any interpolation left in it. */
function readHcl(literal: string): string {
  const body = literal.slice(1, -1);
  assert.doesNotMatch(body.replaceAll('$${', '.').replaceAll('%%{', '.'), /[$%]\{/);
  const unescaped = body.replaceAll('$${', '${').replaceAll('%%{', '%{');
  assert.doesNotMatch(unescaped.replace(/\\(?:[nrt"\\]|u[0-9a-f]{4})/g, ''), /["\\\n]/);
  return unescaped.replace(/\\u([0-9a-f]{4})|\\(.)/g, (_, code?: string, one?: string) =>
    code !== undefined
      ? String.fromCharCode(Number.parseInt(code, 16))
      : ({ n: '\n', r: '\r', t: '\t' }[one ?? ''] ?? one ?? ''),
  );
}

function readSystemd(word: string): string {
  assert.match(word, /^"(?:[^"\\\n]|\\.)*"$/);
  const body = word.slice(1, -1);
  assert.doesNotMatch(body.replaceAll('%%', '').replaceAll('$$', ''), /[%$]/);
  return body
    .replaceAll('%%', '%')
    .replaceAll('$$', '$')
    .replace(/\\x([0-9a-f]{2})|\\(.)/g, (_, code?: string, one?: string) =>
      code !== undefined ? String.fromCharCode(Number.parseInt(code, 16)) : (one ?? ''),
    );
}

/** CommandLineToArgvW for one word. */
function readWindows(word: string): string {
  let text = '';
  let isQuoted = false;
  for (let at = 0; at < word.length; ) {
    const slashes = /^\\*/.exec(word.slice(at))?.[0].length ?? 0;
    at += slashes;
    if (word[at] === '"') {
      text += '\\'.repeat(Math.floor(slashes / 2));
      if (slashes % 2 === 1) text += '"';
      else isQuoted = !isQuoted;
      at += 1;
    } else {
      text += '\\'.repeat(slashes);
      if (slashes === 0) {
        assert.ok(isQuoted || !/\s/.test(word[at] ?? ''), 'two words');
        text += word[at] ?? '';
        at += 1;
      }
    }
  }
  assert.ok(!isQuoted, 'a quotation that does not end');
  return text;
}

function readXml(text: string): string {
  assert.doesNotMatch(text, /[<>"']/);
  const names: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text.replace(/&(?:#(\d+)|(\w+));/g, (_, code?: string, name?: string) =>
    code !== undefined
      ? String.fromCharCode(Number(code))
      : (names[name ?? ''] ?? assert.fail(`no entity ${name}`)),
  );
}

describe('every text means itself', () => {
  const cases: [string, (text: string) => string, (literal: string) => unknown, fc.Arbitrary<string>][] = [
    ['Scala', scalaString, readScala, texts],
    ['SQL', sqlString, readSql, texts],
    ['YAML', yamlString, readYaml, texts],
    ['HCL', hclString, readHcl, texts],
    ['systemd', systemdWord, readSystemd, plain],
    ['XML', xmlText, readXml, plain],
  ];
  for (const [language, write, read, arbitrary] of cases) {
    test(language, () => {
      for (const text of sample(arbitrary)) {
        const literal = write(text);
        assert.equal(read(literal), text, literal);
      }
    });
  }

  test('Windows', () => {
    for (const text of sample(plain)) {
      if (/%[^%]+%/.test(text)) assert.throws(() => windowsWord(text), isUsage);
      else assert.equal(readWindows(windowsWord(text)), text);
    }
  });

  test('SQL names', () => {
    for (const name of sample(plain)) {
      if (name.includes('${')) assert.throws(() => sqlIdentifier(name), isUsage);
      else if (!/[\ufeff\ufffe\uffff]/.test(name))
        assert.equal(sqlIdentifier(name).slice(1, -1).replaceAll('``', '`'), name);
    }
  });

  test('Python, asked itself', { skip: !has('python3') }, () => {
    const some = sample(texts);
    const code =
      'import ast, json, sys\nprint(json.dumps([ast.literal_eval(one) for one in json.load(sys.stdin)]))';
    const { stdout, stderr } = spawnSync('python3', ['-c', code], {
      input: JSON.stringify(some.map(pythonString)),
      encoding: 'utf8',
    });
    assert.equal(stderr, '');
    assert.deepEqual(JSON.parse(stdout), some);
  });

  test('a POSIX shell, asked itself', { skip: process.platform === 'win32' }, () => {
    const some = sample(texts).filter((text) => !text.includes('\0'));
    const { stdout } = spawnSync('sh', ['-s'], {
      input: `printf '%s\\0' ${some.map(shellWord).join(' ')}\n`,
      encoding: 'utf8',
    });
    assert.deepEqual(stdout.split('\0').slice(0, -1), some);
  });

  test('a crontab: what cron hands to the shell', { skip: process.platform === 'win32' }, () => {
    const some = sample(plain);
    const line = cronCommand(['printf', '%s\\0', ...some]);
    assert.doesNotMatch(line.replaceAll('\\%', ''), /%/);
    const { stdout } = spawnSync('sh', ['-s'], {
      input: `${line.replaceAll('\\%', '%')}\n`,
      encoding: 'utf8',
    });
    assert.deepEqual(stdout.split('\0').slice(0, -1), some);
  });
});

describe('what cannot be written is refused', () => {
  const cases: [string, () => string][] = [
    ['half a character in Scala', () => scalaString('\ud800')],
    ['half a character in Python', () => pythonString('\udc00a')],
    ['NUL in SQL', () => sqlString('a\0')],
    ['a line break in a name of SQL', () => sqlIdentifier('a\nb')],
    ['an interpolation in a bundle', () => bundleString(`a$${'{b}'}`)],
    ['NUL in a shell', () => shellWord('\0')],
    ['a line break in a crontab', () => cronCommand(['a\nb'])],
    ['NUL in a unit', () => systemdWord('\0')],
    ['a control character in XML', () => xmlText('\u0001')],
    ['a line break on Windows', () => windowsWord('a\nb')],
  ];
  for (const [what, write] of cases) test(what, () => assert.throws(write, isUsage));
});
