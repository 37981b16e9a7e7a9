/**
 * The protocol that holds what two tables need. Pure.
 *
 * Source: PROTOCOL.md, "Table Features for New and Existing Tables" and "Valid Feature Names in Table Features": what legacy versions imply.
 */

import type { Protocol } from '../actions';

/** Features by the legacy writer version that brought them. */
const LEGACY_WRITERS: Readonly<Record<string, number>> = {
  appendOnly: 2,
  invariants: 2,
  checkConstraints: 3,
  changeDataFeed: 4,
  generatedColumns: 4,
  columnMapping: 5,
  identityColumns: 6,
};

const FEATURE_READER = 3;
const FEATURE_WRITER = 7;

/** A protocol under which every reader and writer knows what either protocol demands. */
export function protocolUnion(one: Protocol, other: Protocol): Protocol {
  const minReaderVersion = Math.max(one.minReaderVersion, other.minReaderVersion);
  const minWriterVersion = Math.max(one.minWriterVersion, other.minWriterVersion);
  return {
    minReaderVersion,
    minWriterVersion,
    ...(minReaderVersion >= FEATURE_READER
      ? { readerFeatures: union(readerFeatures(one), readerFeatures(other)) }
      : {}),
    ...(minWriterVersion >= FEATURE_WRITER
      ? { writerFeatures: union(writerFeatures(one), writerFeatures(other)) }
      : {}),
  };
}

function readerFeatures({ minReaderVersion, readerFeatures: named }: Protocol): readonly string[] {
  return named ?? (minReaderVersion === 2 ? ['columnMapping'] : []);
}

function writerFeatures({ minWriterVersion, writerFeatures: named }: Protocol): readonly string[] {
  return (
    named ?? Object.keys(LEGACY_WRITERS).filter((name) => (LEGACY_WRITERS[name] ?? 0) <= minWriterVersion)
  );
}

function union(one: readonly string[], other: readonly string[]): string[] {
  return [...new Set([...one, ...other])];
}
