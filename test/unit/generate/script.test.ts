import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { toBatch } from '../../../src/backup/report/reportTable';
import { CATALOG } from '../../../src/overwatch/catalog';
import { SCRIPT } from './subjects';

test('the script knows the same tables as the catalog', () => {
  const lines = [
    ...(SCRIPT.split('\n}\n')[0] ?? '').matchAll(/^ {4}'(\w+)': \('(\w+)', '(\w+)', '([\w ]*)'\),$/gm),
  ];
  assert.deepEqual(
    lines.map(([, name, layer, mode, columns]) => ({ name, layer, mode, columns: columns?.split(' ') })),
    CATALOG.map(({ name, layer, writeMode, keys, incrementalColumns }) => ({
      name,
      layer,
      mode: writeMode,
      columns: [...new Set([...keys, ...incrementalColumns])],
    })),
  );
});

test('the script writes the columns of our report', {
  skip: spawnSync('python3', ['--version']).error !== undefined,
}, () => {
  const report = /^SPEC = [\s\S]*?^\)$/m.exec(SCRIPT)?.[0] ?? '';
  const { stdout } = spawnSync('python3', ['-c', `${report}\nprint(REPORT)`], { encoding: 'utf8' });
  const columns = toBatch([]).columns.map(({ name, type }) =>
    name === 'table' ? `\`table\` ${type}` : `${name} ${type}`,
  );
  assert.equal(stdout.trim(), columns.join(', '));
});

test('the script ends with what starts it as a program, once', () => {
  assert.equal(SCRIPT.split("\nif __name__ == '__main__':").length, 2);
});
