/** Options that would be passed over in silence are refused: whoever gives one believes that it does something. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fakeLakehouse } from '../support/fakeLakehouse';
import { cli } from '../support/runCli';

const SNAPSHOT = ['--process', 'snapshot', '--database', 'ow', '--to', '/mnt/backup'];
const RESTORE = ['--process', 'restore', '--from', '/mnt/backup', '--to', '/mnt/back'];
const SCRIPT = ['--file', '/Workspace/x.py'];

describe('an option without effect is refused', () => {
  const cases: [string[], RegExp][] = [
    [
      ['job', ...SNAPSHOT, ...SCRIPT, '--node-type', 'i3.xlarge'],
      /--node-type means nothing to --compute serv/,
    ],
    [
      ['job', ...SNAPSHOT, ...SCRIPT, '--cluster-id', '1-2-x'],
      /--cluster-id means nothing to --compute serv/,
    ],
    [
      ['job', ...SNAPSHOT, ...SCRIPT, '--compute', 'existing', '--cluster-id', '1-2-x', '--workers', '3'],
      /--workers means nothing to --compute existing/,
    ],
    [
      ['job', ...SNAPSHOT, ...SCRIPT, '--jar-version', '0.8.1.0'],
      /--jar-version means nothing to the dialect no-jar/,
    ],
    [
      ['job', ...SNAPSHOT, '--dialect', 'jar', '--node-type', 'i3.xlarge', ...SCRIPT],
      /--file means nothing to a JAR task/,
    ],
    [
      ['job', ...RESTORE, ...SCRIPT, '--timezone', 'Europe/Berlin'],
      /--timezone means nothing to a job without/,
    ],
    [['job', ...RESTORE, ...SCRIPT, '--paused'], /--paused means nothing to a job without a schedule/],
    [
      ['notebook', ...SNAPSHOT, '--format', 'ipynb', '--snippet'],
      /--snippet means nothing to the format ipynb/,
    ],
    [
      ['alert', '--on', 'modules', '--database', 'ow', '--cron', '0 0 8 * * ?'],
      /--cron means nothing to a query/,
    ],
    [
      ['alert', '--on', 'modules', '--database', 'ow', '--email', 'a@b.c'],
      /--email means nothing to a query/,
    ],
    [
      ['alert', '--on', 'modules', '--database', 'ow', '--to', '/x'],
      /--to means nothing to an alert on modules/,
    ],
    [
      ['alert', '--on', 'no-snapshot', '--database', 'ow', '--to', '/x'],
      /--database means nothing to an alert on no/,
    ],
  ];
  for (const [words, pattern] of cases) {
    test(['generate', ...words].join(' '), async () => {
      const { code, stdout, stderr } = await cli(['generate', ...words], fakeLakehouse({ tables: {} }));
      assert.deepEqual([code, stdout], [2, ''], stderr);
      assert.match(stderr, pattern);
    });
  }
});
