/**
 * Where Overwatch takes a workspace's audit logs from. An Event Hub keeps them for days only, so that the bronze tables are the only lasting
 * copy. Pure.
 */

import { parseCsv } from './csv';
import { findDeployment, readTableConfig, type WantedDatabase } from './deploymentConfig';
import { sameName } from './names';

export type AuditSource = {
  /** The workspace's name or id. */
  readonly workspace: string;
} & (
  | { readonly kind: 'event-hub'; readonly name: string }
  /** Files that are delivered to a folder, or `system` for Databricks' system tables. */
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'unknown' }
);

type Row = Readonly<Record<string, unknown>>;

/** The columns and rows of a config that is a CSV file. @throws Fault `bad-config` where it is no CSV. */
export function csvTable(content: Uint8Array): {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
} {
  const [top, ...records] = parseCsv(content);
  const columns = (top?.fields ?? []).map(({ text }) => text.trim());
  const rows = records.map(({ fields }) =>
    Object.fromEntries(columns.map((column, index) => [column, fields[index]?.text ?? ''])),
  );
  return { columns, rows };
}

/** Of each workspace whose row in the deployment config names the database. @throws Fault `bad-config` as `findDeployment` does. */
export function auditSourcesOfConfig(
  columns: readonly string[],
  rows: readonly Row[],
  wanted: WantedDatabase,
): AuditSource[] {
  const configRows = readTableConfig(columns, rows);
  const mine = new Set(findDeployment(configRows, wanted).rows.map(({ place }) => place));
  return rows.flatMap((row, index) => {
    if (!mine.has(configRows[index]?.place ?? '')) return [];
    const value = (column: string) => textOf(row[columns.find((one) => sameName(one, column)) ?? column]);
    const workspace = value('workspace_name') ?? value('workspace_id') ?? `row ${index + 1}`;
    return [sourceOf(workspace, value('eh_name'), value('auditlogprefix_source_path'))];
  });
}

/** As a row of `pipeline_report` has it in `parsedConfig` or `inputConfig`. Nothing else of those is looked at: they may hold secrets. */
export function auditSourceOfReport(workspace: string, row: Row): AuditSource {
  for (const column of ['parsedConfig', 'inputConfig']) {
    const audit = objectOf(objectOf(row[column]).auditLogConfig);
    const hub = textOf(objectOf(audit.azureAuditLogEventhubConfig).eventHubName);
    const source = sourceOf(workspace, hub, textOf(audit.rawAuditPath));
    if (source.kind !== 'unknown') return source;
  }
  return { workspace, kind: 'unknown' };
}

function sourceOf(workspace: string, hub: string | undefined, path: string | undefined): AuditSource {
  if (hub !== undefined) return { workspace, kind: 'event-hub', name: hub };
  return path === undefined ? { workspace, kind: 'unknown' } : { workspace, kind: 'path', path };
}

function textOf(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text.trim() !== '' ? text.trim() : undefined;
}

function objectOf(value: unknown): Row {
  return typeof value === 'object' && value !== null ? (value as Row) : {};
}
