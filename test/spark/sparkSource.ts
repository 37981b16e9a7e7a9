/** A table that Spark itself writes, statement by statement, and the rows that it should then have at each version. */

import assert from 'node:assert/strict';
import { textOf } from '../support/accumulation';
import { open } from '../support/deltaTable';
import {
  addedAmount,
  type Change,
  type Chosen,
  EXTRA,
  type HistorySource,
  isChosen,
  updated,
  withColumns,
} from '../support/history';
import type { SourceOptions, SourceRow } from '../support/sourceTable';
import type { Spark } from './spark';
import { literal, tableAt } from './sql';

interface State {
  readonly rows: readonly SourceRow[];
  readonly columns: readonly string[];
  /** Whether `amount` is a bigint by now. */
  readonly isWide: boolean;
  readonly isPartitioned: boolean;
}

export interface SparkSource extends HistorySource {
  /** Fails where Spark reads other rows than the model has. */
  assertModel(): Promise<void>;
  /** The kinds of changes that Spark has carried out. */
  readonly kinds: ReadonlySet<Change['kind']>;
}

/** Has Spark make an empty table at a path. */
export async function createSparkSource(
  spark: Spark,
  table: string,
  options: SourceOptions,
): Promise<SparkSource> {
  const name = tableAt(table);
  const partitioning = options.partitioned ? 'PARTITIONED BY (part)' : '';
  await spark.sql(
    `CREATE TABLE ${name} (id BIGINT, part STRING, amount INT, note STRING) USING delta ${partitioning} TBLPROPERTIES (${propertiesOf(options)})`,
  );
  const states: State[] = [
    {
      rows: [],
      columns: ['id', 'part', 'amount', 'note'],
      isWide: false,
      isPartitioned: options.partitioned,
    },
  ];
  const kinds = new Set<Change['kind']>();
  /** Versions before it may lack files or commits. */
  let oldest = 0;
  const newest = (): State => states.at(-1) as State;

  /** Notes the state of all versions that came by what was done: none, one or several. */
  const settle = async (kind: Change['kind'], state: State): Promise<void> => {
    kinds.add(kind);
    const { version } = await open(table);
    if (version < states.length)
      assert.deepEqual(textOf(state.rows), textOf(newest().rows), 'Spark committed nothing');
    while (states.length <= version) states.push(state);
  };

  const take = async (change: Change): Promise<void> => {
    const state = newest();
    const { rows, columns, isWide, isPartitioned } = state;
    switch (change.kind) {
      case 'append': {
        const added = withColumns(columns, change.rows);
        await spark.sql(`INSERT INTO ${name} (${columns.join(', ')}) VALUES ${tuples(added, state)}`);
        return await settle(change.kind, { ...state, rows: [...rows, ...added] });
      }
      case 'delete':
        await spark.sql(`DELETE FROM ${name} WHERE ${condition(change)}`);
        return await settle(change.kind, { ...state, rows: rows.filter((row) => !isChosen(change, row)) });
      case 'update':
        await spark.sql(`UPDATE ${name} SET ${assignment(isWide)} WHERE ${condition(change)}`);
        return await settle(change.kind, {
          ...state,
          rows: rows.map((row) => updateChosen(change, row, isWide)),
        });
      case 'merge': {
        const added = withColumns(columns, change.rows);
        const list = columns.join(', ');
        await spark.sql(
          `MERGE INTO ${name} t USING (SELECT * FROM VALUES ${tuples(added, state, 'true')}, ${tuples([{}], state, 'false')} s(${list}, isNew)) s
             ON NOT s.isNew AND ${condition(change, 't.')}
           WHEN MATCHED THEN UPDATE SET ${assignment(isWide, 't.')}
           WHEN NOT MATCHED AND s.isNew THEN INSERT (${list}) VALUES (${columns.map((one) => `s.${one}`).join(', ')})`,
        );
        return await settle(change.kind, {
          ...state,
          rows: [...rows.map((row) => updateChosen(change, row, isWide)), ...added],
        });
      }
      case 'restore': {
        const version = states.length - 1 - change.back;
        const wanted = version < oldest ? undefined : states[version];
        if (wanted === undefined) return;
        await spark.sql(`RESTORE TABLE ${name} TO VERSION AS OF ${version}`);
        return await settle(change.kind, wanted);
      }
      case 'optimize':
        await spark.sql(`OPTIMIZE ${name}`);
        return await settle(change.kind, state);
      case 'repartition':
        await spark.overwrite(table, isPartitioned ? [] : ['part']);
        return await settle(change.kind, { ...state, isPartitioned: !isPartitioned });
      case 'addColumn':
        if (columns.includes(EXTRA)) return;
        await spark.sql(`ALTER TABLE ${name} ADD COLUMNS (${EXTRA} STRING)`);
        return await settle(change.kind, { ...state, columns: [...columns, EXTRA] });
      case 'widen':
        if (isWide) return;
        await spark.sql(`ALTER TABLE ${name} ALTER COLUMN amount TYPE BIGINT`);
        return await settle(change.kind, { ...state, isWide: true });
      case 'vacuum':
        oldest = states.length - 1;
        await spark.sql(`VACUUM ${name} RETAIN 0 HOURS`);
        return await settle(change.kind, state);
      case 'cleanLog': {
        oldest = states.length - 1;
        const left = await spark.cleanLog(table);
        assert.ok(left.length <= 1, `Spark left ${left.join(', ')}`);
        return await settle(change.kind, state);
      }
    }
  };

  return {
    table,
    kinds,
    get version() {
      return states.length - 1;
    },
    rows: (version = states.length - 1) => states[version]?.rows ?? [],
    columns: (version = states.length - 1) => states[version]?.columns ?? [],
    take,
    assertModel: async () => assert.deepEqual(textOf(await spark.rows(table)), textOf(newest().rows)),
  };
}

function propertiesOf(options: SourceOptions): string {
  const { mapping, vectors, changeDataFeed, rowTracking, inCommitTimestamps } = options;
  const properties = {
    'delta.columnMapping.mode': mapping,
    'delta.enableDeletionVectors': String(vectors),
    'delta.enableChangeDataFeed': String(changeDataFeed),
    'delta.enableRowTracking': String(rowTracking),
    'delta.enableInCommitTimestamps': String(inCommitTimestamps),
    'delta.enableTypeWidening': 'true',
    'delta.logRetentionDuration': 'interval 1 day',
  };
  return Object.entries(properties)
    .map(([key, value]) => `${literal(key)} = ${literal(value)}`)
    .join(', ');
}

function condition({ every, rest }: Chosen, prefix = ''): string {
  return `coalesce(${prefix}id, 0) % ${every} = ${rest}`;
}

function assignment(isWide: boolean, prefix = ''): string {
  return `${prefix}amount = coalesce(${prefix}amount, 0) + ${addedAmount(isWide)}`;
}

function updateChosen(chosen: Chosen, row: SourceRow, isWide: boolean): SourceRow {
  return isChosen(chosen, row) ? updated(row, isWide) : row;
}

/** Rows for VALUES, each with more values at its end. */
function tuples(rows: readonly SourceRow[], { columns, isWide }: State, ...more: readonly string[]): string {
  const typeOf = (column: string) =>
    column === 'id' ? 'BIGINT' : column === 'amount' ? (isWide ? 'BIGINT' : 'INT') : 'STRING';
  const tuple = (row: SourceRow) => [
    ...columns.map((column) => `CAST(${literal(row[column] ?? null)} AS ${typeOf(column)})`),
    ...more,
  ];
  return rows.map((row) => `(${tuple(row).join(', ')})`).join(', ');
}
