/** The words of the command line that do a process: what schedules call. Pure. */

import { formatInstant } from '../backup/instant';
import type { CopyParameters } from '../backup/plan';
import { LAYERS } from '../overwatch/catalog';
import type { Subject } from './subject';

/**
 * The words after the program's name, such as `snapshot`, `--lakehouse`, …
 *
 * @param lakehouses where databases are looked for; a restore of folders needs none.
 */
export function commandWords(subject: Subject, lakehouses: readonly string[]): string[] {
  const { process, parameters } = subject;
  const where = lakehouses.flatMap((lakehouse) => ['--lakehouse', lakehouse]);
  const database = [...where, '--database', parameters.database.name];
  switch (process) {
    case 'snapshot': {
      const { root, type, layers, exclude, include, only, replaceHistory } = parameters;
      return [
        process,
        ...database,
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
        ...database,
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
        ...database,
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

function common({ asOf, checksum }: CopyParameters): string[] {
  return [
    ...(asOf === undefined ? [] : ['--as-of', formatInstant(asOf)]),
    ...(checksum ? ['--checksum'] : []),
  ];
}
