/** Folders that a copy of a database may be written to: which to offer, and whether one will do. */

import os from 'node:os';
import path from 'node:path';
import { PIPELINE_REPORT } from '../../overwatch/catalog';
import { sameName } from '../../overwatch/names';
import type { Runs } from '../runs/registry';
import type { Services } from '../services';
import type { AcceptRoot } from './rootCheck';
import { lakehouseOf, type PlaceChoice } from './wizard';

/** Those that were used before, else one below the home directory. */
export function backupRoots({ recents, runs }: Services, { name }: PlaceChoice): readonly string[] {
  const prefixes = bronzePrefixes(runs);
  const before = recents.roots().filter((root) => !prefixes.includes(root));
  return before.length > 0 ? before : [path.join(os.homedir(), 'overwatch-backup', path.basename(name))];
}

/** The places that bronze backups were written to, newest first. */
export function bronzePrefixes(runs: Runs): readonly string[] {
  return runs.list().flatMap(({ job }) => (job.process === 'bronze-backup' ? [job.parameters.prefix] : []));
}

/** Accepts what `checkRoot` accepts for this database. */
export function acceptBackupRoot(services: Services, database: PlaceChoice): AcceptRoot {
  return async (root, signal) => {
    const lakehouse = await lakehouseOf(services, database);
    const tables = await services.tables.list(lakehouse, database.location);
    const pipelineReport =
      tables.find(({ name }) => sameName(name, PIPELINE_REPORT))?.location ??
      lakehouse.join(database.location, PIPELINE_REPORT);
    const { checkRoot } = await import('../../backup/planning/root');
    return checkRoot(root, { database: database.location, pipelineReport }, lakehouse, signal);
  };
}
