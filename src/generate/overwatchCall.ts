/**
 * How the guide's classes and the released JARs are called: classes, order of arguments, and how lists are joined. Pure.
 *
 * Source: Overwatch's guide ("Productionizing"), and the signatures in Overwatch 0.8.2.0.
 */

import { Fault } from '../base/fault';
import type { Layer } from '../overwatch/catalog';
import { type Dialect, refuseInexpressible } from './dialect';
import { excludedTables, type Subject, targetOf } from './subject';

/** Why a process is not a JAR task, if it cannot be one. */
export function whyNoMain(subject: Subject, dialect: Dialect): string | undefined {
  const main = dialect === 'no-jar' ? undefined : overwatchCall(subject, dialect).main;
  return main !== undefined && 'cannot' in main ? main.cannot : undefined;
}

export type JarDialect = 'guide' | 'jar';

/** An argument with the name that the guide gives it. */
export interface NamedValue {
  readonly name: string;
  /** What the widget of a notebook says. */
  readonly label: string;
  readonly value: string;
}

export interface OverwatchCall {
  /** `Snapshot`, `Restore`, `Migration` or `Bronze`. */
  readonly object: string;
  /** In the order in which the notebook's function takes them. */
  readonly arguments: readonly NamedValue[];
  /** What a JAR task takes; or why there can be none. */
  readonly main:
    | { readonly className: string; readonly parameters: readonly string[] }
    | { readonly cannot: string };
}

const PACKAGE = 'com.databricks.labs.overwatch.pipeline';

/** @throws Fault `usage` for what the dialect cannot express. */
export function overwatchCall(subject: Subject, dialect: JarDialect): OverwatchCall {
  refuseInexpressible(subject, dialect);
  const { process, parameters } = subject;
  const main = (name: string, args: readonly NamedValue[]) => ({
    className: `${PACKAGE}.${name}${dialect === 'jar' ? 'Runner' : ''}`,
    parameters: args.map(({ value }) => value),
  });
  const excluded = excludedTables(subject);
  const exclusions =
    excluded.length === 0
      ? []
      : [argument('tablesToExclude', 'Tables to leave out', joined(excluded, dialect))];
  switch (process) {
    case 'snapshot': {
      const layers = pipeline(parameters.layers, dialect);
      const type = argument(
        'snapshotType',
        'Full or Incremental',
        parameters.type === 'full' ? 'Full' : 'Incremental',
      );
      const [database, root] = [
        sourceDatabase(subject),
        argument('snapshotRootPath', 'Snapshot root', targetOf(subject)),
      ];
      const args =
        dialect === 'guide'
          ? [database, root, layers, type, ...exclusions]
          : [database, root, type, layers, ...exclusions];
      const misread = dialect === 'jar' && exclusions.length > 0;
      return {
        object: 'Snapshot',
        arguments: args,
        main: misread
          ? {
              cannot:
                'The released SnapshotRunner reads its clone level from the place of the tables to exclude, so it fails where some are given; Snapshot.process takes them.',
            }
          : main('Snapshot', args),
      };
    }
    case 'restore': {
      const args = [
        argument('sourcePrefix', 'Root of the backup', parameters.from),
        argument('targetPrefix', 'Where the database is to be', parameters.root),
      ];
      return { object: 'Restore', arguments: args, main: main('Restore', args) };
    }
    case 'migrate': {
      const args = [
        sourceDatabase(subject),
        argument('migrateRootPath', 'Where the database is to be', parameters.root),
        argument('configPath', 'Deployment config', parameters.config.location),
        ...exclusions,
      ];
      return { object: 'Migration', arguments: args, main: main('Migration', args) };
    }
    case 'bronze-backup':
      return {
        object: 'Bronze',
        arguments: [
          sourceDatabase(subject),
          argument('targetPrefix', 'Where the copies lie', parameters.prefix),
          argument('overwrite', 'Whether a copy replaces the one before', String(parameters.overwrite)),
          ...exclusions,
        ],
        main: {
          cannot:
            "Overwatch's bronze backup is a function of its notebooks (Bronze(workspace).snapshot) and has no main class.",
        },
      };
  }
}

function sourceDatabase({ parameters }: Subject): NamedValue {
  return argument('sourceETLDB', 'ETL database', parameters.database.name);
}

function argument(name: string, label: string, value: string): NamedValue {
  return { name, label, value };
}

/** `Bronze:Silver:Gold` in the guide, `Bronze,Silver,Gold` in released JARs, which take no blanks. */
function pipeline(layers: readonly Layer[], dialect: JarDialect): NamedValue {
  const names = layers.map((layer) => `${layer[0]?.toUpperCase()}${layer.slice(1)}`);
  return argument('pipeline', 'Layers', names.join(SEPARATOR[dialect]));
}

const SEPARATOR: Readonly<Record<JarDialect, string>> = { guide: ':', jar: ',' };

/** @throws Fault `usage` for a name that holds the separator: it would be taken for two. */
function joined(names: readonly string[], dialect: JarDialect): string {
  const separator = SEPARATOR[dialect];
  const split = names.find((name) => name.includes(separator));
  if (split === undefined) return names.join(separator);
  throw new Fault(
    'usage',
    `The dialect ${dialect} joins names with ${separator}, which ${split} holds itself.`,
  );
}
