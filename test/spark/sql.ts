/** Names and values in Spark's SQL. */

/** The Delta table at a path. */
export function tableAt(path: string): string {
  return `delta.\`${path.replaceAll('`', '``')}\``;
}

export function literal(value: string | number | null): string {
  if (value === null) return 'NULL';
  return typeof value === 'number' ? String(value) : `'${value.replace(/['\\]/g, '\\$&')}'`;
}
