import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCommandArgs } from '../../../src/cli/args';
import { bronzeBackup } from '../../../src/cli/commands/bronzeBackup';
import { migrate } from '../../../src/cli/commands/migrate';
import { restore } from '../../../src/cli/commands/restore';
import { snapshot } from '../../../src/cli/commands/snapshot';
import { commandWords } from '../../../src/generate/commandWords';
import { SUBJECTS } from './subjects';

test('the words of a process are those of its own command', () => {
  const commands = [snapshot, restore, bronzeBackup, migrate];
  for (const subject of Object.values(SUBJECTS)) {
    const lakehouses = subject.process === 'restore' ? [] : ['/lake/one', '/lake/two'];
    const [name, ...words] = commandWords(subject, lakehouses);
    const command = commands.find(({ spec }) => spec.name === name);
    assert.ok(command, name);
    const { values } = parseCommandArgs(command.spec, words);
    assert.deepEqual(values.get('to'), [subject.parameters.root]);
    assert.deepEqual(values.get('lakehouse'), name === 'restore' ? undefined : ['/lake/one', '/lake/two']);
  }
});

test('every parameter becomes an option', () => {
  const { parameters } = SUBJECTS.migrate;
  const words = commandWords(
    {
      process: 'migrate',
      parameters: {
        ...parameters,
        checksum: true,
        exclude: ['a'],
        include: ['b', 'c'],
        config: { location: '/c.csv', database: 'x', storagePrefix: 'dbfs:/y' },
        acceptLoss: ['d'],
      },
    },
    ['/lake'],
  );
  assert.deepEqual(words.slice(7), [
    ...['--config', '/c.csv', '--etl-database', 'x', '--storage-prefix', 'dbfs:/y'],
    ...[
      '--exclude',
      'a',
      '--include',
      'b,c',
      '--drop-source',
      'main.overwatch_etl',
      '--accept-loss',
      'd',
      '--checksum',
    ],
  ]);
});
