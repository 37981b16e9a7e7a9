/** Reads the YAML that is generated: maps and lists in block style, texts in double quotes as JSON has them, numbers and truth values. */

import assert from 'node:assert/strict';

interface Line {
  readonly indent: number;
  readonly text: string;
}

export function readBlockYaml(yaml: string): unknown {
  const lines = yaml
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#'))
    .map((line): Line => ({ indent: line.length - line.trimStart().length, text: line.trimStart() }));
  const [value, rest] = readBlock(lines, 0);
  assert.deepEqual(rest, []);
  return value;
}

/** The value that begins with the first line, and the lines after it. */
function readBlock(lines: readonly Line[], indent: number): [unknown, readonly Line[]] {
  return lines[0]?.text.startsWith('- ') ? readList(lines, indent) : readMap(lines, indent);
}

function readList(lines: readonly Line[], indent: number): [unknown[], readonly Line[]] {
  const items: unknown[] = [];
  let rest = lines;
  while (rest[0]?.indent === indent && rest[0].text.startsWith('- ')) {
    const first: Line = { indent: indent + 2, text: rest[0].text.slice(2) };
    const isMap = keyOf(first.text) !== undefined;
    if (isMap) {
      const [item, after] = readMap([first, ...rest.slice(1)], indent + 2);
      items.push(item);
      rest = after;
    } else {
      items.push(readScalar(first.text));
      rest = rest.slice(1);
    }
  }
  return [items, rest];
}

function readMap(lines: readonly Line[], indent: number): [Record<string, unknown>, readonly Line[]] {
  const map: Record<string, unknown> = {};
  let rest = lines;
  while (rest[0]?.indent === indent && !rest[0].text.startsWith('- ')) {
    const { key, value } = keyOf(rest[0].text) ?? assert.fail(`no key in ${rest[0].text}`);
    assert.ok(!(key in map), `${key} stands there twice`);
    rest = rest.slice(1);
    if (value !== '') map[key] = readScalar(value);
    else {
      assert.ok((rest[0]?.indent ?? 0) > indent, `${key} has no value`);
      [map[key], rest] = readBlock(rest, rest[0]?.indent ?? 0);
    }
  }
  return [map, rest];
}

function keyOf(text: string): { readonly key: string; readonly value: string } | undefined {
  const [, quoted, plain, value = ''] = /^(?:("(?:[^"\\]|\\.)*")|([\w-]+)):(?: (.*))?$/.exec(text) ?? [];
  if (quoted !== undefined) return { key: String(JSON.parse(quoted)), value };
  return plain === undefined ? undefined : { key: plain, value };
}

/** Every text is quoted, so that nothing is taken for something else. */
function readScalar(text: string): unknown {
  assert.match(text, /^("|-?\d|true$|false$|\[\]$|\{\}$)/, `${text} is not quoted`);
  return JSON.parse(text);
}
