/**
 * Which tables this engine may read and write rows to: the features it knows, and those that mean that the log in the folder is not the truth.
 *
 * Source: PROTOCOL.md, "Table Features" and "Valid Feature Names in Table Features"; feature names of the reference implementation.
 */

import { Fault } from '../base/fault';
import type { Metadata, Protocol } from './actions';

/** Features a reader must know; all of these are. */
const READER_FEATURES = new Set([
  'columnMapping',
  'deletionVectors',
  'timestampNtz',
  'typeWidening',
  'typeWidening-preview',
  'v2Checkpoint',
  'vacuumProtocolCheck',
  'variantType',
  'variantType-preview',
  'variantShredding',
  'variantShredding-preview',
]);

/** Features that only writers must know; the copy of a table carries them on as they are. */
const WRITER_FEATURES = new Set([
  'allowColumnDefaults',
  'appendOnly',
  'changeDataFeed',
  'checkConstraints',
  'checkpointProtection',
  'clustering',
  'collations',
  'collations-preview',
  'domainMetadata',
  'generatedColumns',
  'icebergCompatV1',
  'icebergCompatV2',
  'icebergCompatV3',
  'icebergWriterCompatV1',
  'icebergWriterCompatV3',
  'identityColumns',
  'inCommitTimestamp',
  'inCommitTimestamp-preview',
  'invariants',
  'liquid',
  'materializePartitionColumns',
  'rowTracking',
]);

/** Features whose demands on newly written rows this product does not meet: files of such tables are copied as they are. */
const COPIED_ONLY = new Set([
  'collations',
  'collations-preview',
  'icebergCompatV1',
  'icebergCompatV2',
  'icebergCompatV3',
  'icebergWriterCompatV1',
  'icebergWriterCompatV3',
]);

/** Whether this product writes rows as a feature demands. */
export function allowsRowWrites(feature: string): boolean {
  return (WRITER_FEATURES.has(feature) || READER_FEATURES.has(feature)) && !COPIED_ONLY.has(feature);
}

/** With these, commits may live with a catalog or the table may have moved: files alone do not tell the table's state. */
const NOT_FROM_FILES = new Set([
  'catalogManaged',
  'catalogOwned',
  'catalogOwned-preview',
  'coordinatedCommits',
  'coordinatedCommits-preview',
  'redirectReaderWriter',
  'redirectReaderWriter-preview',
  'redirectWriterOnly',
  'redirectWriterOnly-preview',
]);

const COORDINATOR_PROPERTIES = [
  'delta.coordinatedCommits.commitCoordinator',
  'delta.coordinatedCommits.commitCoordinator-preview',
];

/** Whether a property ties a table to a catalog or coordinator, so that a copy of the table must not carry it. */
export function isCatalogProperty(name: string): boolean {
  return (
    name.startsWith('delta.coordinatedCommits.') || name === 'io.unitycatalog.tableId' || name === 'ucTableId'
  );
}

/**
 * Refuses a table that this engine would read wrongly.
 *
 * @throws Fault `unsupported-feature`, naming the feature.
 */
export function assertReadable(table: string, protocol: Protocol, metadata: Metadata): void {
  const features = [...(protocol.readerFeatures ?? []), ...(protocol.writerFeatures ?? [])];
  const foreign = features.find((feature) => NOT_FROM_FILES.has(feature));
  if (foreign !== undefined) refuse(table, foreign, 'its files alone do not tell its state');
  const coordinator = COORDINATOR_PROPERTIES.find((name) => metadata.configuration?.[name] !== undefined);
  if (coordinator !== undefined) refuse(table, 'coordinatedCommits', 'its files alone do not tell its state');
  const unknown = protocol.readerFeatures?.find((feature) => !READER_FEATURES.has(feature));
  if (unknown !== undefined) refuse(table, unknown, 'this product does not know it');
  if (protocol.minReaderVersion > 3) {
    refuse(table, `reader version ${protocol.minReaderVersion}`, 'it is newer than this product');
  }
  if (metadata.format.provider !== 'parquet')
    refuse(table, `format ${metadata.format.provider}`, 'only Parquet data can be read');
}

/** Writer features that this product has never heard of. A clone copies them as they are, and says so. */
export function unknownWriterFeatures(protocol: Protocol): readonly string[] {
  const names = protocol.writerFeatures ?? [];
  return names.filter((name) => !WRITER_FEATURES.has(name) && !READER_FEATURES.has(name));
}

/** The features in use by name, or the legacy versions in words. */
export function featureNames(protocol: Protocol): readonly string[] {
  const names = new Set([...(protocol.readerFeatures ?? []), ...(protocol.writerFeatures ?? [])]);
  if (names.size > 0) return [...names].sort();
  return [`reader ${protocol.minReaderVersion}, writer ${protocol.minWriterVersion}`];
}

function refuse(table: string, feature: string, why: string): never {
  throw new Fault('unsupported-feature', `The table ${table} uses ${feature}: ${why}.`, {
    advice: 'Clone this table on Databricks instead, or look for a newer version of this product.',
  });
}
