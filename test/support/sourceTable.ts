/**
 * A small Delta table that a test changes as real writers do (append, update, delete, merge, optimize, schema changes, restore, vacuum, log
 * clean-up), together with the rows it should have at each version.
 */

import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Action, AddFile, DeletionVectorDescriptor, Metadata, Protocol } from '../../src/delta/actions';
import { commitName } from '../../src/delta/logFiles';
import type { StructField } from '../../src/delta/schema';
import { duckdbType } from '../../src/delta/schema';
import { sqlName, sqlString, withDuckDB } from '../../src/parquet/duckdb';
import { encodeBitmapArray, inlineVector, writeVectorFile } from './deletionVectors';
import { commit } from './deltaTable';

/** Values by column name; an absent one is null. */
export type SourceRow = Readonly<Record<string, number | string | null>>;

export interface SourceOptions {
  readonly partitioned: boolean;
  readonly mapping: 'none' | 'name' | 'id';
  /** Whether rows are deleted by vectors instead of by rewriting their files. */
  readonly vectors: boolean;
  readonly changeDataFeed: boolean;
  readonly rowTracking: boolean;
  readonly inCommitTimestamps: boolean;
}

interface SourceFile {
  readonly add: AddFile;
  /** All rows that stand in the file. */
  readonly rows: readonly SourceRow[];
  readonly deleted: ReadonlySet<number>;
}

interface State {
  readonly files: readonly SourceFile[];
  readonly fields: readonly StructField[];
}

type Test = (row: SourceRow) => boolean;
type Change = (row: SourceRow) => SourceRow;

export class SourceTable {
  readonly versions: State[] = [];
  /** Of each version. */
  private readonly partitionings: boolean[] = [];
  private nextColumnId = 1;
  private nextRowId = 0;

  private constructor(
    readonly table: string,
    readonly id: string,
    private options: SourceOptions,
  ) {}

  static async create(table: string, options: SourceOptions): Promise<SourceTable> {
    const source = new SourceTable(table, randomUUID(), options);
    mkdirSync(table, { recursive: true });
    const fields = [
      source.field('id', 'long'),
      source.field('part', 'string'),
      source.field('amount', 'integer'),
      source.field('note', 'string'),
    ];
    await source.write({ files: [], fields }, [
      { protocol: source.protocol() },
      { metaData: source.metadata(fields) },
    ]);
    return source;
  }

  get version(): number {
    return this.versions.length - 1;
  }

  get state(): State {
    const state = this.versions.at(-1);
    if (state === undefined) throw new Error('no version');
    return state;
  }

  /** Rows of a version, and the names of its columns. */
  rows(version = this.version): SourceRow[] {
    return (this.versions[version]?.files ?? []).flatMap(aliveRows);
  }

  columns(version = this.version): string[] {
    return (this.versions[version]?.fields ?? []).map((field) => field.name);
  }

  async append(rows: readonly SourceRow[]): Promise<void> {
    const files = await this.writeFiles(rows);
    await this.write(
      this.with([], files),
      files.map((file) => ({ add: file.add })),
      'WRITE',
    );
  }

  async delete(test: Test): Promise<void> {
    await this.change(test, undefined, [], 'DELETE');
  }

  async update(test: Test, change: Change): Promise<void> {
    await this.change(test, change, [], 'UPDATE');
  }

  async merge(test: Test, change: Change, inserted: readonly SourceRow[]): Promise<void> {
    await this.change(test, change, inserted, 'MERGE');
  }

  /** Writes all rows anew into one file a partition, and says that no data changed. */
  async optimize(): Promise<void> {
    const { files } = this.state;
    const fresh = await this.writeFiles(files.flatMap(aliveRows));
    await this.write(
      { ...this.state, files: fresh },
      [
        ...files.map((file) => removal(file.add, false)),
        ...fresh.map(({ add }) => ({ add: { ...add, dataChange: false } })),
      ],
      'OPTIMIZE',
    );
  }

  /** Writes all rows anew, partitioned if they were not, and the other way round. */
  async repartition(): Promise<void> {
    const { files, fields } = this.state;
    this.options = { ...this.options, partitioned: !this.options.partitioned };
    const fresh = await this.writeFiles(files.flatMap(aliveRows));
    await this.write(
      { ...this.state, files: fresh },
      [
        { metaData: this.metadata(fields) },
        ...files.map((file) => removal(file.add, true)),
        ...fresh.map(({ add }) => ({ add })),
      ],
      'REPLACE',
    );
  }

  async addColumn(name: string): Promise<void> {
    await this.alter([...this.state.fields, this.field(name, 'string')]);
  }

  async widen(name: string, type: string): Promise<void> {
    await this.alter(this.state.fields.map((field) => (field.name === name ? { ...field, type } : field)));
  }

  async rename(from: string, to: string): Promise<void> {
    await this.alter(
      this.state.fields.map((field) => (field.name === from ? { ...field, name: to } : field)),
    );
    const renamedRows = (row: SourceRow) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name === from ? to : name, value]));
    const files = this.state.files.map((file) => ({ ...file, rows: file.rows.map(renamedRows) }));
    this.versions[this.version] = { ...this.state, files };
  }

  async alter(fields: readonly StructField[]): Promise<void> {
    await this.write({ ...this.state, fields }, [{ metaData: this.metadata(fields) }], 'ALTER');
  }

  /** Brings an earlier version back, if its files are still there. */
  async restore(version: number): Promise<boolean> {
    const wanted = this.versions[version];
    const isPartitioned = this.partitionings[version];
    if (
      wanted === undefined ||
      isPartitioned === undefined ||
      !wanted.files.every((file) => this.isThere(file))
    )
      return false;
    this.options = { ...this.options, partitioned: isPartitioned };
    const [before, after] = [new Map(keyed(this.state.files)), new Map(keyed(wanted.files))];
    const actions: Action[] = [
      { metaData: this.metadata(wanted.fields) },
      ...[...before].flatMap(([key, file]) => (after.has(key) ? [] : [removal(file.add, true)])),
      ...[...after].flatMap(([key, file]) => (before.has(key) ? [] : [{ add: file.add }])),
    ];
    await this.write(wanted, actions, 'RESTORE');
    return true;
  }

  /** Removes data files that the newest version does not need. */
  vacuum(): void {
    const needed = new Set(this.state.files.map((file) => file.add.path));
    for (const { files } of this.versions) {
      for (const { add } of files) if (!needed.has(add.path)) rmSync(this.pathOf(add), { force: true });
    }
  }

  /** Puts a checkpoint in the place of all commits before the newest. */
  cleanLog(): void {
    const { files, fields } = this.state;
    const actions: Action[] = [
      { checkpointMetadata: { version: this.version } },
      { protocol: this.protocol() },
      { metaData: this.metadata(fields) },
      ...files.map(({ add }) => ({ add })),
    ];
    const log = path.join(this.table, '_delta_log');
    const name = `${String(this.version).padStart(20, '0')}.checkpoint.${randomUUID()}.json`;
    writeFileSync(path.join(log, name), `${actions.map((action) => JSON.stringify(action)).join('\n')}\n`);
    for (let version = 0; version < this.version; version += 1)
      rmSync(path.join(log, commitName(version)), { force: true });
  }

  field(name: string, type: StructField['type']): StructField {
    if (this.options.mapping === 'none') return { name, type, nullable: true, metadata: {} };
    const id = this.nextColumnId;
    this.nextColumnId += 1;
    const metadata = {
      'delta.columnMapping.id': id,
      'delta.columnMapping.physicalName': `col-${id}-${name}`,
    };
    return { name, type, nullable: true, metadata };
  }

  private async change(
    test: Test,
    change: Change | undefined,
    inserted: readonly SourceRow[],
    operation: string,
  ): Promise<void> {
    const touched = this.state.files.filter((file) => aliveRows(file).some(test));
    const changed = change === undefined ? [] : touched.flatMap(aliveRows).filter(test).map(change);
    const fresh: SourceFile[] = [];
    if (this.options.vectors) {
      fresh.push(...touched.map((file) => this.withVector(file, test)).filter((file) => file !== undefined));
      fresh.push(...(await this.writeFiles([...changed, ...inserted])));
    } else {
      const kept = touched.flatMap(aliveRows).filter((row) => !test(row));
      fresh.push(...(await this.writeFiles([...kept, ...changed, ...inserted])));
    }
    await this.write(
      this.with(touched, fresh),
      [...touched.map((file) => removal(file.add, true)), ...fresh.map(({ add }) => ({ add }))],
      operation,
    );
  }

  private with(gone: readonly SourceFile[], fresh: readonly SourceFile[]): State {
    return { ...this.state, files: [...this.state.files.filter((file) => !gone.includes(file)), ...fresh] };
  }

  /** The file with more of its rows deleted; undefined where none would be left. */
  private withVector(file: SourceFile, test: Test): SourceFile | undefined {
    const gone = file.rows.flatMap((row, index) => (file.deleted.has(index) || test(row) ? [index] : []));
    if (gone.length === file.rows.length) return undefined;
    const { deletionVector: _, ...add } = file.add;
    return { ...file, add: { ...add, deletionVector: this.vector(gone) }, deleted: new Set(gone) };
  }

  /** Vectors stand in the log or in files of their own by turns. */
  private vector(rows: readonly number[]): DeletionVectorDescriptor {
    if (this.version % 2 === 0) return inlineVector(encodeBitmapArray(rows), rows.length);
    const [vector] = writeVectorFile(this.table, randomUUID(), [rows]);
    if (vector === undefined) throw new Error('no vector');
    return vector;
  }

  private async writeFiles(rows: readonly SourceRow[]): Promise<SourceFile[]> {
    const groups = new Map<string, SourceRow[]>();
    for (const row of rows) {
      const key = this.options.partitioned ? JSON.stringify(row.part ?? null) : '';
      groups.set(key, [...(groups.get(key) ?? []), row]);
    }
    const files: SourceFile[] = [];
    for (const group of groups.values()) files.push(await this.writeFile(group));
    return files;
  }

  private async writeFile(rows: readonly SourceRow[]): Promise<SourceFile> {
    const name = `part-00000-${randomUUID()}-c000.snappy.parquet`;
    const file = path.join(this.table, name);
    const fields = this.state.fields.filter((field) => !(this.options.partitioned && field.name === 'part'));
    const values = rows.map(
      (row) => `(${fields.map((field) => literal(row[field.name] ?? null)).join(', ')})`,
    );
    const columns = fields.map(
      (field, index) => `CAST(v.c${index} AS ${duckdbType(field.type)}) AS ${sqlName(physical(field))}`,
    );
    const ids = fields.flatMap((field) => {
      const id = field.metadata?.['delta.columnMapping.id'];
      return typeof id === 'number' ? [`${sqlName(physical(field))}: ${id}`] : [];
    });
    const fieldIds = ids.length === 0 ? '' : `, FIELD_IDS {${ids.join(', ')}}`;
    await withDuckDB(async (connection) => {
      await connection.run(
        `COPY (SELECT ${columns.join(', ')} FROM (VALUES ${values.join(', ')}) v(${fields.map((_, index) => `c${index}`).join(', ')})) TO ${sqlString(file)} (FORMAT parquet${fieldIds})`,
      );
    });
    const { size, mtimeMs } = statSync(file);
    const part = this.state.fields.find((field) => field.name === 'part');
    const partition = rows[0]?.part ?? null;
    const partitionValues =
      this.options.partitioned && part !== undefined
        ? { [physical(part)]: partition === null ? null : String(partition) }
        : {};
    const baseRowId = this.nextRowId;
    this.nextRowId += rows.length;
    const tracked = this.options.rowTracking ? { baseRowId, defaultRowCommitVersion: this.version + 1 } : {};
    const add: AddFile = {
      path: name,
      partitionValues,
      size,
      modificationTime: Math.floor(mtimeMs),
      dataChange: true,
      stats: JSON.stringify({ numRecords: rows.length }),
      ...tracked,
    };
    return { add, rows, deleted: new Set() };
  }

  private async write(state: State, actions: readonly Action[], operation = 'CREATE'): Promise<void> {
    const domain: Action = {
      domainMetadata: {
        domain: 'delta.rowTracking',
        configuration: JSON.stringify({ rowIdHighWaterMark: this.nextRowId - 1 }),
        removed: false,
      },
    };
    const more = this.options.rowTracking ? [domain] : [];
    const timestamp = Date.now() + this.versions.length;
    const info = this.options.inCommitTimestamps ? { inCommitTimestamp: timestamp } : {};
    await commit(this.table, [...actions, ...more], { ...info, timestamp, operation });
    this.versions.push(state);
    this.partitionings.push(this.options.partitioned);
  }

  private protocol(): Protocol {
    const { mapping, vectors, changeDataFeed, rowTracking, inCommitTimestamps } = this.options;
    const both = [
      ...(mapping === 'none' ? [] : ['columnMapping']),
      ...(vectors ? ['deletionVectors'] : []),
      'typeWidening',
    ];
    const writers = [
      ...(changeDataFeed ? ['changeDataFeed'] : []),
      ...(rowTracking ? ['rowTracking', 'domainMetadata'] : []),
      ...(inCommitTimestamps ? ['inCommitTimestamp'] : []),
    ];
    return {
      minReaderVersion: 3,
      minWriterVersion: 7,
      readerFeatures: both,
      writerFeatures: [...both, ...writers],
    };
  }

  private metadata(fields: readonly StructField[]): Metadata {
    const { mapping, vectors, changeDataFeed, rowTracking, inCommitTimestamps, partitioned } = this.options;
    const configuration = {
      ...(mapping === 'none'
        ? {}
        : {
            'delta.columnMapping.mode': mapping,
            'delta.columnMapping.maxColumnId': String(this.nextColumnId - 1),
          }),
      ...(vectors ? { 'delta.enableDeletionVectors': 'true' } : {}),
      ...(changeDataFeed ? { 'delta.enableChangeDataFeed': 'true' } : {}),
      ...(rowTracking
        ? {
            'delta.enableRowTracking': 'true',
            'delta.rowTracking.materializedRowIdColumnName': '_row-id-col',
            'delta.rowTracking.materializedRowCommitVersionColumnName': '_row-commit-version-col',
          }
        : {}),
      ...(inCommitTimestamps ? { 'delta.enableInCommitTimestamps': 'true' } : {}),
      'delta.enableTypeWidening': 'true',
    };
    return {
      id: this.id,
      format: { provider: 'parquet', options: {} },
      schemaString: JSON.stringify({ type: 'struct', fields }),
      partitionColumns: partitioned ? ['part'] : [],
      configuration,
      createdTime: 1_700_000_000_000,
    };
  }

  private isThere(file: SourceFile): boolean {
    return statSync(this.pathOf(file.add), { throwIfNoEntry: false }) !== undefined;
  }

  private pathOf(add: AddFile): string {
    return path.join(this.table, add.path);
  }
}

function aliveRows(file: SourceFile): SourceRow[] {
  return file.rows.filter((_, index) => !file.deleted.has(index));
}

function keyed(files: readonly SourceFile[]): [string, SourceFile][] {
  return files.map((file) => [`${file.add.path} ${JSON.stringify(file.add.deletionVector)}`, file]);
}

function removal(add: AddFile, dataChange: boolean): Action {
  const { path: name, deletionVector, partitionValues, size } = add;
  const vector = deletionVector === undefined ? {} : { deletionVector };
  const remove = { path: name, deletionTimestamp: Date.now(), dataChange, extendedFileMetadata: true };
  return { remove: { ...remove, partitionValues, size, ...vector } };
}

function physical(field: StructField): string {
  return String(field.metadata?.['delta.columnMapping.physicalName'] ?? field.name);
}

function literal(value: number | string | null): string {
  if (value === null) return 'NULL';
  return typeof value === 'number' ? String(value) : sqlString(value);
}
