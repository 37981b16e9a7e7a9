/**
 * What an accumulating copy's protocol, schema, partitioning and properties become when it takes over a version of the source. Pure.
 *
 * All as in the source, but for what would be untrue of a table that keeps rows the source no longer has.
 */

import { Fault } from '../../base/fault';
import type { Metadata, Protocol } from '../actions';
import { allowsRowWrites } from '../features';
import { type DataType, duckdbType, parseSchema, type StructField } from '../schema';
import type { Snapshot } from '../snapshot';
import { matchFields } from './adapt';
import { evolveSchema } from './evolve';
import { protocolUnion } from './protocolUnion';

export interface TargetState {
  readonly protocol: Protocol;
  /** With the source's id; the copy's own is put in its place on commit. */
  readonly metadata: Metadata;
  readonly fields: readonly StructField[];
  /** Whether the source's files can be copied as they are. */
  readonly takesFiles: boolean;
  /** Whether replaced rows may be hidden by deletion vectors: where the source's readers must know these anyway, and its writers use them. */
  readonly takesVectors: boolean;
  /** Whether all of the copy's own files must be written anew, since no reader would find their values under the new schema. */
  readonly rewritesAll: boolean;
}

/**
 * @param merges whether rows of the copy may be replaced
 * @throws Fault `schema-changed`, `damaged`.
 */
export function targetState(source: Snapshot, target: Snapshot, merges: boolean): TargetState {
  const sourceFields = parseSchema(source.table, source.metadata).fields;
  const copyFields = parseSchema(target.table, target.metadata).fields;
  const evolution = evolveSchema(target.table, sourceFields, copyFields);
  const { fields } = evolution;
  const protocol = protocolUnion(source.protocol, target.protocol);
  const isWideningKnown = (protocol.writerFeatures ?? []).some((feature) =>
    feature.startsWith('typeWidening'),
  );
  // Files are laid out by the copy's partitions, so these stay what they are.
  const partitionColumns = renamed(target.metadata.partitionColumns, copyFields, fields);
  const sourcePartitions = renamed(source.metadata.partitionColumns, sourceFields, fields);
  const schemaString = spelledSchema(fields, source.metadata, target.metadata);
  const configuration = accumulatingProperties(source.metadata, merges, target.metadata);
  return {
    protocol,
    metadata: { ...source.metadata, schemaString, partitionColumns, configuration },
    fields,
    takesFiles:
      JSON.stringify(partitionColumns) === JSON.stringify(sourcePartitions) &&
      (isWideningKnown || !evolution.isSourceNarrower),
    takesVectors:
      (protocol.readerFeatures?.includes('deletionVectors') ?? false) &&
      configuration['delta.enableDeletionVectors']?.toLowerCase() === 'true',
    rewritesAll: evolution.isCopyRenamed || (evolution.isCopyNarrower && !isWideningKnown),
  };
}

/** The names that columns have now. */
function renamed(
  names: readonly string[],
  before: readonly StructField[],
  now: readonly StructField[],
): string[] {
  const matches = matchFields(before, now);
  return names.map((name) => {
    const index = matches.findIndex((field) => field?.name === name);
    return now[index]?.name ?? name;
  });
}

/** A schema that says the same keeps its very text, so that a run which changes nothing writes no metadata. */
function spelledSchema(fields: readonly StructField[], ...spelled: readonly Metadata[]): string {
  const text = JSON.stringify({ type: 'struct', fields });
  const same = spelled.find(
    ({ schemaString }) => canonical(JSON.parse(schemaString)) === canonical(JSON.parse(text)),
  );
  return same?.schemaString ?? text;
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, field: unknown) =>
    typeof field === 'object' && field !== null && !Array.isArray(field)
      ? Object.fromEntries(Object.entries(field).sort(([one], [other]) => (one < other ? -1 : 1)))
      : field,
  );
}

const MAX_COLUMN_ID = 'delta.columnMapping.maxColumnId';

/**
 * The properties of an accumulating copy. Row ids that the source gave cannot stay stable beside those of rows that only the copy has; and
 * where rows are replaced, the copy is not append-only and writes no change data.
 */
export function accumulatingProperties(
  source: Metadata,
  merges: boolean,
  target?: Metadata,
): Readonly<Record<string, string>> {
  const properties = { ...source.configuration };
  const switchedOff = [
    'delta.enableRowTracking',
    ...(merges ? ['delta.appendOnly', 'delta.enableChangeDataFeed'] : []),
  ];
  for (const name of switchedOff) if (properties[name]?.toLowerCase() === 'true') properties[name] = 'false';
  const own = target?.configuration?.[MAX_COLUMN_ID];
  if (own !== undefined && Number(own) > Number(properties[MAX_COLUMN_ID] ?? 0))
    properties[MAX_COLUMN_ID] = own;
  return properties;
}

/** @throws Fault `unsupported-feature` where rows of the table cannot be written, naming the feature, or the column and its type. */
export function assertWritable(table: string, { protocol, fields }: TargetState): void {
  const feature = protocol.writerFeatures?.find((name) => !allowsRowWrites(name));
  if (feature !== undefined) throw notWritable(table, feature);
  for (const { name, type } of fields) {
    if (hasVariant(type)) throw notWritable(table, `the type variant in the column ${name}`);
    duckdbType(type);
  }
}

function hasVariant(type: DataType): boolean {
  if (typeof type === 'string') return type === 'variant';
  switch (type.type) {
    case 'struct':
      return type.fields.some((field) => hasVariant(field.type));
    case 'array':
      return hasVariant(type.elementType);
    case 'map':
      return hasVariant(type.keyType) || hasVariant(type.valueType);
  }
}

function notWritable(table: string, what: string): Fault {
  return new Fault(
    'unsupported-feature',
    `Rows changed in the source, and single rows cannot be written to ${table}: it uses ${what}.`,
    { advice: 'Take a full snapshot of this table: it copies whole files.' },
  );
}
