/** Which columns are read of a table, where somebody needs only some. */

/**
 * The columns that are needed, in the table's order; all of them where nobody says which, or where the table has none of those: to read no
 * column would not even tell how many rows there are.
 */
export function neededOf<Column extends { readonly name: string }>(
  columns: readonly Column[],
  needed: readonly string[] | undefined,
): readonly Column[] {
  const chosen = columns.filter(({ name }) => needed?.includes(name));
  return chosen.length === 0 ? columns : chosen;
}
