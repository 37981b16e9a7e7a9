/** The words of the command line that do a process: what schedules call. Pure. */

import { formatInstant } from '../backup/instant';
import type {
  BronzeBackupParameters,
  CopyParameters,
  MigrationParameters,
  SnapshotParameters,
} from '../backup/plan';
import type { RestoreChoice } from '../backup/restore/restore';
import { LAYERS } from '../overwatch/catalog';

/** A process with what a command line tells it: its parameters, less what only its planning finds out. Every `Subject` is one. */
export type Told =
  | { readonly process: 'snapshot'; readonly parameters: SnapshotParameters }
  | { readonly process: 'restore'; readonly parameters: RestoreChoice }
  | { readonly process: 'bronze-backup'; readonly parameters: Omit<BronzeBackupParameters, 'root'> }
  | { readonly process: 'migrate'; readonly parameters: MigrationParameters };

/**
 * The words after the program's name, such as `snapshot`, `--lakehouse`, …
 *
 * @param lakehouses where databases are looked for; a restore of folders needs none.
 */
export function commandWords({ process, parameters }: Told, lakehouses: readonly string[]): string[] {
  const where = lakehouses.flatMap((lakehouse) => ['--lakehouse', lakehouse]);
  switch (process) {
    case 'snapshot': {
      const { root, type, layers, exclude, include, only, replaceHistory } = parameters;
      return [
        process,
        ...where,
        ...['--database', parameters.database.name],
        ...['--to', root],
        ...['--type', type],
        ...(layers.length === LAYERS.length ? [] : ['--layers', layers.join(',')]),
        ...list('--exclude', exclude),
        ...list('--include', include),
        ...list('--only', only ?? []),
        ...(replaceHistory === true ? ['--replace-history'] : []),
        ...common(parameters),
      ];
    }
    case 'restore': {
      const { from, root, only, run } = parameters;
      return [
        process,
        ...where,
        ...['--from', from],
        ...['--to', root],
        ...list('--tables', only ?? []),
        ...(run === undefined ? [] : ['--run', run]),
        ...common(parameters),
      ];
    }
    case 'bronze-backup': {
      const { prefix, overwrite, exclude } = parameters;
      return [
        process,
        ...where,
        ...['--database', parameters.database.name],
        ...['--to', prefix],
        ...['--overwrite', String(overwrite)],
        ...list('--exclude', exclude),
        ...common(parameters),
      ];
    }
    case 'migrate': {
      const { root, config, exclude, include, dropSource, acceptLoss } = parameters;
      return [
        process,
        ...where,
        ...['--database', parameters.database.name],
        ...['--to', root],
        ...['--config', config.location],
        ...(config.database === undefined ? [] : ['--etl-database', config.database]),
        ...(config.storagePrefix === undefined ? [] : ['--storage-prefix', config.storagePrefix]),
        ...list('--exclude', exclude),
        ...list('--include', include),
        ...(dropSource ? ['--drop-source', parameters.database.name] : []),
        ...list('--accept-loss', acceptLoss),
        ...common(parameters),
      ];
    }
  }
}

function list(option: string, names: readonly string[]): string[] {
  return names.length === 0 ? [] : [option, names.join(',')];
}

function common({ asOf, checksum }: Pick<CopyParameters, 'asOf' | 'checksum'>): string[] {
  return [
    ...(asOf === undefined ? [] : ['--as-of', formatInstant(asOf)]),
    ...(checksum ? ['--checksum'] : []),
  ];
}
