/**
 * The clone report as a Delta table: its columns, and report rows to and from its records. The first three columns are upstream's, so
 * that its reports and ours read alike and may lie in one table.
 */

import type { ReportBatch } from '../../lakehouse/lakehouse';
import { GROUPS, groupOf, keyColumns } from '../../overwatch/catalog';
import { type TableStatus, tableStatus } from '../outcome';
import type { ReportRow } from './report';
import { isStepRecord, type StepRow, toStepRecord } from './stepRows';

/** A record of the table as plain JSON values. */
export type ReportRecord = Readonly<Record<string, unknown>>;

const CLONE_SPEC =
  'struct<source:string,target:string,asOfTS:string,cloneLevel:string,immutableColumns:array<string>,mode:string>';

/** Our own columns, each with the property of a report row that it holds. */
const OWN_COLUMNS = [
  { name: 'runId', type: 'string', from: 'runId' },
  { name: 'process', type: 'string', from: 'process' },
  { name: 'snapshotType', type: 'string', from: 'snapshotType' },
  { name: 'database', type: 'string', from: 'database' },
  { name: 'table', type: 'string', from: 'table' },
  { name: 'layer', type: 'string', from: 'group' },
  { name: 'state', type: 'string', from: 'status' },
  { name: 'sourceVersion', type: 'bigint', from: 'sourceVersion' },
  { name: 'targetVersion', type: 'bigint', from: 'targetVersion' },
  { name: 'files', type: 'bigint', from: 'files' },
  { name: 'bytes', type: 'bigint', from: 'bytes' },
  { name: 'rows', type: 'bigint', from: 'rows' },
  { name: 'copiedFiles', type: 'bigint', from: 'copiedFiles' },
  { name: 'copiedBytes', type: 'bigint', from: 'copiedBytes' },
  { name: 'startTS', type: 'timestamp', from: 'startedAt' },
  { name: 'endTS', type: 'timestamp', from: 'endedAt' },
  { name: 'durationMs', type: 'bigint', from: 'durationMs' },
  { name: 'verification', type: 'string', from: 'verification' },
  { name: 'errorCode', type: 'string', from: 'errorCode' },
  { name: 'errorMessage', type: 'string', from: 'errorMessage' },
  { name: 'advice', type: 'string', from: 'advice' },
] as const satisfies readonly { name: string; type: string; from: keyof ReportRow }[];

/** The report's rows as records to append, with the columns they have. */
export function toBatch(rows: readonly ReportRow[], steps: readonly StepRow[] = []): ReportBatch {
  const columns = [
    { name: 'cloneSpec', type: CLONE_SPEC },
    { name: 'cloneStatement', type: 'string' },
    { name: 'status', type: 'string' },
    ...OWN_COLUMNS.map(({ name, type }) => ({ name, type })),
    { name: 'step', type: 'string' },
  ];
  return { columns, rows: [...rows.map(toRecord), ...steps.map(toStepRecord)] };
}

function toRecord(row: ReportRow): ReportRecord {
  return {
    cloneSpec: {
      source: row.source,
      target: row.target,
      asOfTS: row.asOf ?? null,
      cloneLevel: 'DEEP',
      immutableColumns: keyColumns(row.table),
      mode: row.snapshotType ?? null,
    },
    cloneStatement: row.statement ?? null,
    status: row.statusText,
    ...Object.fromEntries(OWN_COLUMNS.map(({ name, from }) => [name, row[from] ?? null])),
    step: null,
  };
}

/** The tables' rows of any clone report, in their order: what a record lacks is undefined, or told from what it has. */
export function fromRecords(records: readonly ReportRecord[]): ReportRow[] {
  return records.filter((record) => !isStepRecord(record)).map(fromRecord);
}

function fromRecord(record: ReportRecord): ReportRow {
  const spec = isRecord(record.cloneSpec) ? record.cloneSpec : {};
  const target = text(spec.target) ?? '';
  const table = text(record.table) ?? lastFolder(target);
  const statusText = text(record.status) ?? '';
  const status = tableStatus(record.state) ?? statusFromText(statusText);
  return {
    runId: text(record.runId),
    process: text(record.process),
    snapshotType: text(record.snapshotType) ?? text(spec.mode),
    database: text(record.database),
    table,
    group: GROUPS.find((group) => group === record.layer) ?? groupOf(table),
    source: text(spec.source) ?? '',
    target,
    asOf: text(spec.asOfTS),
    statement: text(record.cloneStatement),
    status,
    statusText,
    sourceVersion: number(record.sourceVersion),
    targetVersion: number(record.targetVersion),
    files: number(record.files),
    bytes: number(record.bytes),
    rows: number(record.rows),
    copiedFiles: number(record.copiedFiles),
    copiedBytes: number(record.copiedBytes),
    startedAt: number(record.startTS),
    endedAt: number(record.endTS),
    durationMs: number(record.durationMs),
    verification: text(record.verification),
    errorCode: text(record.errorCode),
    errorMessage: text(record.errorMessage) ?? (status === 'failed' ? statusText : undefined),
    advice: text(record.advice),
  };
}

/** Upstream has no state of its own: whatever does not begin with one of its words is an error's text. */
function statusFromText(statusText: string): TableStatus {
  if (statusText.startsWith('SUCCESS WITH WARNINGS')) return 'warning';
  if (statusText.startsWith('SUCCESS')) return 'done';
  if (statusText.startsWith('SKIPPED')) return 'skipped';
  return statusText === 'CANCELLED' ? 'cancelled' : 'failed';
}

function isRecord(value: unknown): value is ReportRecord {
  return typeof value === 'object' && value !== null;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function lastFolder(path: string): string {
  return path.split(/[/\\]/).findLast((folder) => folder !== '') ?? '';
}
