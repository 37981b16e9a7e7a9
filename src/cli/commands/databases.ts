/** `databases`: the Overwatch databases and backups that lie in folders. */

import { shownPlace } from '../../lakehouse/placeText';
import { hasSwitch, JSON_LINES, LAKEHOUSE, type ParsedArgs } from '../args';
import type { Command } from '../command';
import type { CliContext } from '../context';
import { exitCodeOfListing } from '../exit';
import { printJson, printLine, printTable } from '../output';
import { openLakehouse } from '../places';

export const databases: Command = {
  spec: {
    name: 'databases',
    summary: 'List the Overwatch databases and backups in folders or a workspace.',
    usage: '--lakehouse DIR... [--json]',
    about: [
      'Lists the Overwatch databases and backups in folders, at any sensible depth; in a workspace, the schemas',
      'that Overwatch or a backup has marked as its own.',
    ],
    options: [LAKEHOUSE, JSON_LINES],
    restGoesTo: LAKEHOUSE.name,
    examples: [
      'databases --lakehouse /mnt/lake',
      'databases --lakehouse /mnt/lake /mnt/backups --json',
      'databases --lakehouse databricks://prod/1234567890abcdef',
    ],
  },
  run,
};

async function run(args: ParsedArgs, context: CliContext): Promise<number> {
  const lakehouse = await openLakehouse(args, context);
  const entries = await lakehouse.entries(context.signal);
  const rows = entries.map((entry) =>
    entry.kind === 'unreachable' ? { name: entry.location, ...entry } : entry,
  );
  if (hasSwitch(args, JSON_LINES.name)) {
    for (const row of rows) printJson(context.stdout, row);
  } else if (rows.length === 0) {
    printLine(context.stderr, `There is no Overwatch database in ${lakehouse.label}.`);
  } else {
    const columns = [
      { title: 'name', of: (row: (typeof rows)[number]) => row.name },
      { title: 'kind', of: (row: (typeof rows)[number]) => row.kind },
      { title: 'location', of: (row: (typeof rows)[number]) => shownPlace(row.location) },
      {
        title: 'error',
        of: (row: (typeof rows)[number]) => ('error' in row ? row.error.message : undefined),
      },
    ];
    printTable(context.stdout, columns, rows);
  }
  return exitCodeOfListing(rows.length, rows.filter((row) => row.kind === 'unreachable').length);
}
