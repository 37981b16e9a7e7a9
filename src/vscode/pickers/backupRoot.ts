/** Places that a copy of a database may be written to: which to offer, and whether one will do. */

import os from 'node:os';
import path from 'node:path';
import { isDatabricksAddress } from '../../lakehouse/address';
import { nameLocation, parseLocation } from '../../lakehouse/databricks/places';
import { isNamedPlace } from '../../lakehouse/placeText';
import { PIPELINE_REPORT } from '../../overwatch/catalog';
import { sameName } from '../../overwatch/names';
import { rootsAt } from '../knownRoots';
import { entriesOf } from '../lakehouses';
import type { Runs } from '../runs/registry';
import type { Services } from '../services';
import type { AcceptRoot } from './rootCheck';
import { lakehouseOf, type PlaceChoice } from './wizard';

/** Those that were used before, else a new one that is called by the database. */
export function backupRoots(services: Services, place: PlaceChoice): readonly string[] {
  const prefixes = bronzePrefixes(services.runs, isDatabricksAddress(place.folder));
  const before = rootsBefore(services, place).filter((root) => !prefixes.includes(root));
  return before.length > 0 ? before : newTarget(place, 'overwatch-backup', 'backup');
}

/** Backup roots of the same lakehouse. Those of a workspace are known once it was looked at. */
function rootsBefore({ recents, lakehouses }: Services, { folder }: PlaceChoice): readonly string[] {
  if (!isDatabricksAddress(folder)) return rootsAt(recents.list(), undefined);
  const scan = lakehouses.list().find((one) => one.folder === folder)?.scan;
  return scan?.kind === 'ready' ? rootsAt(recents.list(), scan.value.lakehouse.host) : [];
}

/** The places that bronze backups were written to, in workspaces or on this machine, newest first. */
export function bronzePrefixes(runs: Runs, inWorkspace: boolean): readonly string[] {
  return runs
    .list()
    .flatMap(({ job, folder }) =>
      job.process === 'bronze-backup' && isDatabricksAddress(folder) === inWorkspace
        ? [job.parameters.prefix]
        : [],
    );
}

/** The backups of all workspaces that Databricks knows by a path. */
export function knownPaths({ recents, lakehouses }: Services): readonly string[] {
  const used = recents.list().flatMap(({ root, warehouse }) => (warehouse === undefined ? [] : [root]));
  const found = entriesOf(lakehouses.list(), 'backup').flatMap(({ folder, entry }) =>
    isDatabricksAddress(folder) ? [entry.location] : [],
  );
  return [...new Set([...used, ...found])].filter((root) => !isNamedPlace(root));
}

/**
 * A new place that is called by what is copied: below a folder of the home directory, or in a workspace a schema beside its own; none for
 * what has no schema, since nobody knows which storage it may use.
 */
export function newTarget(
  { name, location, folder }: PlaceChoice,
  inHome: string,
  suffix: string,
): readonly string[] {
  if (!isDatabricksAddress(folder)) return [path.join(os.homedir(), inHome, path.basename(name))];
  const place = parseLocation(location);
  if (place.kind === 'path') return [];
  const [catalog = '', schema = ''] = place.parts;
  return [nameLocation(catalog, `${schema.replace(/_backup$/, '')}_${suffix}`)];
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
