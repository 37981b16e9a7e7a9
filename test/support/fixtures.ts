/** The tables in test/fixtures, written by real Spark, each in a temporary copy with its placeholders filled in. */

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A value as Spark read it: text, null, a struct, an array, or a map as a list of pairs. */
export type Value = string | null | readonly Value[] | { readonly [field: string]: Value };
export type Row = Readonly<Record<string, Value>>;

export interface Expected {
  readonly about: string;
  readonly refused?: { readonly code: string; readonly names: string };
  readonly version: number;
  readonly schema: Readonly<Record<string, string>>;
  readonly nullable: Readonly<Record<string, boolean>>;
  readonly partitionColumns: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
  readonly minReaderVersion: number;
  readonly minWriterVersion: number;
  readonly readerFeatures: readonly string[];
  readonly writerFeatures: readonly string[];
  readonly domainMetadata: Readonly<Record<string, unknown>>;
  readonly transactions: Readonly<Record<string, number>>;
  readonly numFiles: number;
  readonly sizeInBytes: number;
  readonly rows: readonly Row[];
  readonly versions?: Readonly<Record<string, readonly Row[]>>;
  readonly timestamps?: Readonly<Record<string, number>>;
  /** Damaged tables only: what Spark says of them; `reads it` where it reads them all the same. */
  readonly spark?: string;
}

const FIXTURES = path.join(__dirname, '..', 'fixtures');
const PLACEHOLDER = '{{FIXTURE_ROOT}}';

export function fixtureNames(): readonly string[] {
  const entries = readdirSync(FIXTURES, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

export interface Fixture {
  readonly expected: Expected;
  /** The temporary folder; a clone may be put beside the table. */
  readonly directory: string;
  readonly table: string;
  remove(): void;
}

export function stageFixture(name: string): Fixture {
  const directory = mkdtempSync(path.join(tmpdir(), `fixture-${name}-`));
  cpSync(path.join(FIXTURES, name), directory, { recursive: true, preserveTimestamps: true });
  const table = path.join(directory, 'table');
  for (const file of readdirSync(path.join(table, '_delta_log'))) {
    if (!file.endsWith('.json')) continue;
    const log = path.join(table, '_delta_log', file);
    const text = readFileSync(log, 'utf8');
    if (text.includes(PLACEHOLDER)) writeFileSync(log, text.replaceAll(PLACEHOLDER, directory));
  }
  const expected = JSON.parse(readFileSync(path.join(directory, 'expected.json'), 'utf8')) as Expected;
  return { expected, directory, table, remove: () => rmSync(directory, { recursive: true, force: true }) };
}
