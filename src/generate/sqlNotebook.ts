/**
 * A process as plain SQL of Databricks: each table is cloned, compared and reported in a cell of its own. A statement that fails ends the
 * notebook, which in a migration keeps back all that comes after. Pure.
 */

import { formatInstant } from '../backup/instant';
import { targetName } from '../backup/planning/select';
import { toBatch } from '../backup/report/reportTable';
import { Fault } from '../base/fault';
import { groupOf, keyColumns } from '../overwatch/catalog';
import { BACKUP_DATA, CLONE_REPORT, GLOBAL_SHARE, RESTORE_REPORT } from '../overwatch/recognise';
import { refuseInexpressible } from './dialect';
import { sqlIdentifier, sqlString } from './escape';
import { type Cell, markdownText, type Notebook } from './notebook';
import { refuseCsv } from './script';
import { type Subject, tablesOf, targetOf, titleOf } from './subject';

/**
 * @param existing the tables that the database has, where that is known
 * @throws Fault `usage` for what takes more than SQL: incremental snapshots, and a folder of its own for each copy.
 */
export function sqlNotebook(subject: Subject, existing?: readonly string[]): Notebook {
  const { process, parameters } = subject;
  refuseInexpressible(subject, 'no-jar');
  if (process === 'snapshot' && parameters.type === 'incremental')
    throw needsPython('An incremental snapshot is a stream');
  if (process === 'bronze-backup' && !parameters.overwrite)
    throw needsPython('A folder of its own for each copy has a name that is known only when it runs');
  if (process === 'migrate') refuseCsv(parameters.config.location);
  const copies = copiesOf(subject, existing);
  return {
    language: 'sql',
    cells: [
      { language: 'markdown', text: introduction(subject, existing === undefined) },
      sql([RUN_ID]),
      sql([createReport(reportOf(subject))]),
      ...copies.map((copy) => sql(copyStatements(subject, copy))),
      ...(process === 'migrate' ? migrationCells(parameters, copies) : []),
    ],
  };
}

/** What is put into a notebook or an editor: the statements without widgets and explanations. @throws Fault as {@link sqlNotebook} does. */
export function sqlSnippet(subject: Subject, existing?: readonly string[]): string {
  const cells = sqlNotebook(subject, existing).cells.filter((cell) => cell.language === 'sql');
  return `${cells.map((cell) => cell.text).join('\n\n')}\n`;
}

function needsPython(why: string): Fault {
  return new Fault('usage', `${why}, which SQL alone cannot do.`, { advice: 'Choose the format python.' });
}

interface SqlCopy {
  readonly table: string;
  readonly source: string;
  readonly target: string;
  /** As SQL names them. */
  readonly from: string;
  readonly to: string;
  readonly moment: string;
}

function copiesOf(subject: Subject, existing: readonly string[] | undefined): SqlCopy[] {
  const { process, parameters } = subject;
  const root = targetOf(subject);
  const moment =
    parameters.asOf === undefined ? '' : ` TIMESTAMP AS OF ${sqlString(formatInstant(parameters.asOf))}`;
  return tablesOf(subject, existing).map((table) => {
    const folder = process === 'restore' || process === 'migrate' ? GLOBAL_SHARE : BACKUP_DATA;
    const target = `${root}/${folder}/${targetName(table)}`;
    const name = [...parameters.database.name.split('.'), table];
    const source =
      process === 'restore' ? `${parameters.from}/${BACKUP_DATA}/${targetName(table)}` : name.join('.');
    const from = process === 'restore' ? delta(source) : name.map(sqlIdentifier).join('.');
    return { table, source, target, from, to: delta(target), moment };
  });
}

function delta(path: string): string {
  return `delta.${sqlIdentifier(path)}`;
}

function reportOf(subject: Subject): string {
  const table = subject.process === 'restore' ? RESTORE_REPORT : CLONE_REPORT;
  return delta(`${targetOf(subject)}/${table}`);
}

const RUN_ID = [
  '-- The id of this run. It sorts by time.',
  'DECLARE OR REPLACE VARIABLE overwatch_run STRING DEFAULT concat(',
  "  date_format(to_utc_timestamp(current_timestamp(), current_timezone()), 'yyyyMMdd\\'T\\'HHmmss\\'Z\\''),",
  "  '-', substr(uuid(), 1, 6));",
].join('\n');

function createReport(report: string): string {
  const columns = toBatch([]).columns.map(({ name, type }) => `  ${sqlIdentifier(name)} ${type}`);
  return `CREATE TABLE IF NOT EXISTS ${report} (\n${columns.join(',\n')}\n) USING DELTA;`;
}

function copyStatements(subject: Subject, copy: SqlCopy): string[] {
  const { table, from, to, moment } = copy;
  const clone = `CREATE OR REPLACE TABLE ${to} DEEP CLONE ${from}${moment}`;
  return [`-- ${table}`, `${clone};`, verification(copy), reportRow(subject, copy, clone)];
}

const CLONED_VERSION = "operationParameters['sourceVersion']";

/** Fails where the copy has other rows than the source, unless the source was written to meanwhile, which no comparison can see through. */
function verification({ table, from, to, moment }: SqlCopy): string {
  const moved =
    moment === ''
      ? `\n    OR (SELECT max(version) FROM (DESCRIBE HISTORY ${from})) <> (${lastClone(to)})`
      : '';
  return [
    'SELECT assert_true(',
    `    (SELECT count(*) FROM ${to}) = (SELECT count(*) FROM ${from}${moment})${moved},`,
    `    ${sqlString(`The copy of ${table} has not the rows of its source.`)});`,
  ].join('\n');
}

function lastClone(to: string): string {
  return `SELECT max_by(CAST(${CLONED_VERSION} AS BIGINT), version) FROM (DESCRIBE HISTORY ${to}) WHERE operation = 'CLONE'`;
}

function reportRow(subject: Subject, { table, source, target, to }: SqlCopy, clone: string): string {
  const { process, parameters } = subject;
  const type = process === 'snapshot' ? sqlString(parameters.type) : 'CAST(NULL AS STRING)';
  const asOf =
    parameters.asOf === undefined ? 'CAST(NULL AS STRING)' : sqlString(formatInstant(parameters.asOf));
  const keys = keyColumns(table).map(sqlString).join(', ');
  const values: readonly (readonly [string, string])[] = [
    [
      'cloneSpec',
      `named_struct('source', ${sqlString(source)}, 'target', ${sqlString(target)}, 'asOfTS', ${asOf}, 'cloneLevel', 'DEEP', 'immutableColumns', CAST(array(${keys}) AS ARRAY<STRING>), 'mode', ${type})`,
    ],
    ['cloneStatement', sqlString(clone)],
    ['status', "'SUCCESS'"],
    ['runId', 'overwatch_run'],
    ['process', sqlString(process)],
    ['snapshotType', type],
    ['database', sqlString(parameters.database.name)],
    ['table', sqlString(table)],
    ['layer', sqlString(groupOf(table))],
    ['state', "'done'"],
    ['sourceVersion', `(${lastClone(to)})`],
    ['targetVersion', `(SELECT max(version) FROM (DESCRIBE HISTORY ${to}))`],
    ['rows', `(SELECT count(*) FROM ${to})`],
    ['endTS', 'current_timestamp()'],
    ['verification', "'rows'"],
  ];
  const names = values.map(([name]) => sqlIdentifier(name)).join(', ');
  return [
    `INSERT INTO ${reportOf(subject)} (${names})`,
    `SELECT\n${values.map(([, value]) => `  ${value}`).join(',\n')};`,
  ].join('\n');
}

/** Verify all, config, drop: in this order, each in a cell that the failure of one before it keeps back. */
function migrationCells(
  { database, root, config, dropSource, acceptLoss }: Extract<Subject, { process: 'migrate' }>['parameters'],
  copies: readonly SqlCopy[],
): Cell[] {
  const table = /[/:]/.test(config.location)
    ? delta(config.location)
    : config.location.split('.').map(sqlIdentifier).join('.');
  const own = config.database ?? database.name.split('.').at(-1) ?? '';
  const mine = `lower(etl_database_name) = lower(${sqlString(own)})`;
  const cells = [
    sql([
      '-- Every copy once more. A source that was written to since it was cloned ends the migration: stop the Overwatch jobs.',
      ...copies.map(
        (copy) =>
          `SELECT assert_true((SELECT max(version) FROM (DESCRIBE HISTORY ${copy.from})) = (${lastClone(copy.to)})\n` +
          `    AND (SELECT count(*) FROM ${copy.to}) = (SELECT count(*) FROM ${copy.from}),\n` +
          `    ${sqlString(`${copy.table} is not what was copied.`)});`,
      ),
    ]),
    sql([
      '-- The deployment config: exactly one storage_prefix may stand there for this database.',
      `SELECT assert_true((SELECT count(DISTINCT storage_prefix) FROM ${table} WHERE ${mine}) = 1,`,
      `    ${sqlString(`The config has not exactly one storage_prefix for ${own}.`)});`,
      `UPDATE ${table} SET storage_prefix = ${sqlString(config.storagePrefix ?? root)} WHERE ${mine};`,
    ]),
  ];
  if (!dropSource) return cells;
  const name = database.name.split('.').map(sqlIdentifier).join('.');
  const lost = acceptLoss.map((lostTable) => `${name}.${sqlIdentifier(lostTable)}`);
  return [
    ...cells,
    sql(["CREATE WIDGET TEXT confirm_drop DEFAULT '';"]),
    sql([
      '-- Type the name of the database into the widget: only then the source is dropped. A table that was not copied is',
      '-- not named here, and DROP DATABASE without CASCADE refuses while there is one.',
      `SELECT assert_true(:confirm_drop = ${sqlString(database.name)}, ${sqlString(`The source is kept: confirm_drop is not ${database.name}.`)});`,
      ...[...copies.map(({ from }) => from), ...lost].map((one) => `DROP TABLE ${one};`),
      `DROP DATABASE ${name};`,
    ]),
  ];
}

function sql(lines: readonly string[]): Cell {
  return { language: 'sql', text: lines.join('\n') };
}

function introduction(subject: Subject, isGuess: boolean): string {
  return [
    `## Overwatch: ${markdownText(titleOf(subject))}`,
    '',
    'Generated by Overwatch Backup. Plain SQL for Databricks Runtime 14.1 or later: it needs neither Overwatch nor its JAR.',
    '',
    'The first statement that fails ends the notebook. The Python notebook goes on with the other tables instead.',
    ...(isGuess ? ['', 'Remove the cells of tables that your database does not have.'] : []),
  ].join('\n');
}
