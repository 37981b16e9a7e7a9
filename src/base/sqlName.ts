/** Names as Spark's SQL takes them, whatever they hold. Pure. */

/**
 * A name in back-ticks, of which one inside is doubled.
 *
 * Source: docs.databricks.com/sql/language-manual, "Identifiers".
 */
export function sqlName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

/** A Delta table by its path: `` delta.`/mnt/lake/table` ``. */
export function sqlDeltaTable(path: string): string {
  return `delta.${sqlName(path)}`;
}
