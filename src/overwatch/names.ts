/** Lists of tables and layers as people type them, matched against what there is. A name that matches nothing is an error. */

import { closest } from 'fastest-levenshtein';
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

/**
 * The tables of `existing` that `names` mean, in the spelling they have there and in the order of `existing`. A name in the exact
 * spelling of a table means that table alone, any other means all tables that differ from it by case only, or by a database before it.
 *
 * @param absentIsFine leaves out a table of the catalog that does not exist here, as exclusions may: the same list serves several databases.
 * @throws Fault `unknown-table`, naming the nearest table.
 */
export function resolveTables(
  names: readonly string[],
  existing: readonly string[],
  { absentIsFine }: { readonly absentIsFine: boolean },
): string[] {
  const catalogNames = absentIsFine ? CATALOG.map((table) => table.name) : [];
  const wanted = new Set<string>();
  for (const name of names.flatMap((one) => (existing.includes(one) ? [one] : parseTableNames(one)))) {
    const found = matching(name, existing);
    if (found.length === 0 && matching(name, catalogNames).length === 0) {
      throw unknownTable(name, [...existing, ...catalogNames]);
    }
    for (const table of found) wanted.add(table);
  }
  return existing.filter((table) => wanted.has(table));
}

/** Whole names first: a folder's name may hold a dot. */
function matching(name: string, tables: readonly string[]): readonly string[] {
  for (const spelling of [name, bareName(name)]) {
    if (tables.includes(spelling)) return [spelling];
    const found = tables.filter((table) => sameName(table, spelling));
    if (found.length > 0) return found;
  }
  return [];
}

/** A table's name without the catalog and database that stand before it. */
export function bareName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function unknownTable(name: string, candidates: readonly string[]): Fault {
  const near = nearestName(bareName(name), candidates);
  return new Fault('unknown-table', `No table is named ${name}.`, {
    advice: near === undefined ? 'The database holds no tables.' : `Did you mean ${near}?`,
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

/** The candidate that is spelled most like `name`, whatever the case; undefined without candidates. */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0) return undefined;
  const near = closest(
    name.toLowerCase(),
    candidates.map((candidate) => candidate.toLowerCase()),
  );
  return candidates.find((candidate) => candidate.toLowerCase() === near);
}

/** Whether two names mean the same table, layer or database: their case says nothing. */
export function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
