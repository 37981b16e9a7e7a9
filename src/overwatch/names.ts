/** Lists of tables and layers as people type them, matched against what there is. A name that matches nothing is an error. */

import { Fault } from '../base/fault';
import { CATALOG, LAYERS, type Layer } from './catalog';

/** Upstream's guide joins lists with `:`, its releases with `,`, and people put blanks around either. */
const SEPARATORS = /[,:\s]+/;

/** The words of one or several lists separated by `,`, `:` or blanks; none of them empty. */
function parseList(text: string | readonly string[]): string[] {
  const texts = typeof text === 'string' ? [text] : text;
  return texts.flatMap((one) => one.split(SEPARATORS)).filter((word) => word !== '');
}

/** The table names of a list, without back-ticks. Their case is kept, and so is a database before them. */
export function parseTableNames(text: string | readonly string[]): string[] {
  return parseList(text)
    .map((word) => word.replaceAll('`', ''))
    .filter((name) => name !== '');
}

export interface ResolveOptions {
  /** Leaves out a table of the catalog that does not exist here, as exclusions may: the same list serves several databases. */
  readonly absentIsFine: boolean;
  /**
   * What may stand before a table's name: the database's names, of which `east/overwatch` is also called `overwatch`. Without them, whatever
   * stands there is taken for the database.
   */
  readonly databases?: readonly string[] | undefined;
}

/**
 * The tables of `existing` that `names` mean, in the spelling they have there and in the order of `existing`. A name in the exact
 * spelling of a table means that table alone, any other means all tables that differ from it by case only, or by the database before it.
 *
 * @throws Fault `unknown-table`, naming the nearest table; `usage` for a table of another database.
 */
export function resolveTables(
  names: readonly string[],
  existing: readonly string[],
  { absentIsFine, databases }: ResolveOptions,
): string[] {
  const catalogNames = absentIsFine ? CATALOG.map((table) => table.name) : [];
  const wanted = new Set<string>();
  for (const name of names.flatMap((one) => (existing.includes(one) ? [one] : parseTableNames(one)))) {
    const whole = matching(name, existing);
    // Whole names first: a folder's name may hold a dot.
    const bare = whole.length > 0 ? name : withoutDatabase(name, databases);
    const found = whole.length > 0 ? whole : matching(bare, existing);
    if (found.length === 0 && matching(bare, catalogNames).length === 0) {
      throw unknownTable(name, bare, existing, catalogNames);
    }
    for (const table of found) wanted.add(table);
  }
  return existing.filter((table) => wanted.has(table));
}

function matching(name: string, tables: readonly string[]): readonly string[] {
  return tables.includes(name) ? [name] : tables.filter((table) => sameName(table, name));
}

/** @throws Fault `usage` where the database before the name is another one; a catalog before that is not looked at. */
function withoutDatabase(name: string, databases: readonly string[] | undefined): string {
  const table = bareName(name);
  if (table === name || databases === undefined) return table;
  const database = name.slice(0, -table.length - 1);
  const isNamed = (own: string) =>
    [own, own.slice(own.lastIndexOf('/') + 1)].some((one) =>
      `.${database}`.toLowerCase().endsWith(`.${one}`.toLowerCase()),
    );
  if (databases.some(isNamed)) return table;
  throw new Fault('usage', `${name} is a table of another database than ${databases.join(' or ')}.`, {
    advice: `Name the table alone: ${table}.`,
  });
}

/** A table's name without the catalog and database that stand before it. */
function bareName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function unknownTable(
  name: string,
  bare: string,
  existing: readonly string[],
  catalogNames: readonly string[],
): Fault {
  const near = nearestName(bare, [...existing, ...catalogNames]);
  const nothing = existing.length === 0 ? 'The database holds no tables.' : 'No table has a name like it.';
  return new Fault('unknown-table', `No table is named ${name}.`, {
    advice: near === undefined ? nothing : `Did you mean ${near}?`,
  });
}

/**
 * The layers of a list in any case, each once, in the order data flows through them.
 *
 * @throws Fault `usage` for a word that is no layer, and for a list without any.
 */
export function parseLayers(text: string | readonly string[]): Layer[] {
  const words = parseList(text);
  const advice = `The layers are ${LAYERS.join(', ')}; join several with a comma.`;
  if (words.length === 0) throw new Fault('usage', 'No layer is chosen.', { advice });
  const unknown = words.find((word) => !LAYERS.some((layer) => sameName(layer, word)));
  if (unknown !== undefined) throw new Fault('usage', `There is no layer ${unknown}.`, { advice });
  return LAYERS.filter((layer) => words.some((word) => sameName(layer, word)));
}

/** The candidate that is spelled most like `name`, whatever the case; undefined where none is near enough to have been meant. */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  let nearest: { readonly candidate: string; readonly distance: number } | undefined;
  for (const candidate of candidates) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < (nearest?.distance ?? Number.POSITIVE_INFINITY)) nearest = { candidate, distance };
  }
  if (nearest === undefined) return undefined;
  const { candidate, distance } = nearest;
  return distance <= Math.max(name.length, candidate.length) / NEAR ? candidate : undefined;
}

/** At most one letter in so many may be wrong. */
const NEAR = 3;

/**
 * How many letters must be put in, taken out, replaced, or swapped with the one beside them, none of them twice (the restricted
 * Damerau–Levenshtein distance).
 */
function editDistance(one: string, other: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const at = (line: readonly number[], index: number) => line[index] ?? Number.POSITIVE_INFINITY;
      const replaced = at(last, column - 1) + (one[row - 1] === other[column - 1] ? 0 : 1);
      const isSwap = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      const swapped = isSwap ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY;
      current.push(Math.min(at(last, column) + 1, at(current, column - 1) + 1, replaced, swapped));
    }
    [beforeLast, last] = [last, current];
  }
  return last[other.length] ?? 0;
}

/** Whether two names mean the same table, layer or database: their case says nothing. */
export function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
