/** Lines, JSON lines and tables of text. Whatever comes from names, paths and messages is made harmless to a terminal here. */

import type { TextSink } from './context';
import { asRecords, type ColumnWidth, GAP, type Layout, layOut, wrapText } from './narrow';

/** Prints one line, or several where the text has line breaks. */
export function printLine(sink: TextSink, text: string): void {
  sink.write(`${printable(text)}\n`);
}

/** Prints a value as one line of JSON. */
export function printJson(sink: TextSink, value: unknown): void {
  sink.write(`${JSON.stringify(value)}\n`);
}

/** The text with its control characters written out, so that a file's name cannot command the terminal. */
export function printable(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]|\p{Bidi_Control}/gu, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u${code.padStart(4, '0')}`;
  });
}

export interface TableColumn<Row> {
  readonly title: string;
  readonly of: (row: Row) => string | undefined;
  /** Numbers stand at the right. */
  readonly right?: true;
  /** Whether it is shown even where it is empty in every row. */
  readonly always?: true;
}

/**
 * Prints rows below a line of titles; columns that are empty in every row are left out, unless they say otherwise. On a terminal that is
 * too narrow a row takes several lines, or becomes a list. A file or pipe gets one line a row.
 */
export function printTable<Row>(
  sink: TextSink,
  columns: readonly TableColumn<Row>[],
  rows: readonly Row[],
): void {
  const shown = columns.flatMap(({ title, of, right = false, always = false }) => {
    const texts = rows.map((row) => oneLine(of(row) ?? ''));
    const cells = [title.toUpperCase(), ...texts];
    if (!always && texts.every((text) => text === '')) return [];
    return [{ cells, right, width: Math.max(...cells.map(widthOf)) }];
  });
  const available = sink.isTerminal ? (sink.columns ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
  const layout = layOut(shown, available);
  const [titles = [], ...lines] = Array.from({ length: rows.length + 1 }, (_, line) =>
    shown.map(({ cells }) => cells[line] ?? ''),
  );
  const printed =
    layout === undefined
      ? asRecords(titles, lines, available)
      : [
          ...wrapRow(titles, shown, layout),
          ...lines.flatMap((line) => [
            ...wrapRow(line, shown, layout),
            ...linesBelow(line, titles, layout, available),
          ]),
        ];
  for (const line of printed) sink.write(`${line.trimEnd()}\n`);
}

/** A row as the lines it takes where no cell may be wider than its column. */
function wrapRow(row: readonly string[], columns: readonly ColumnWidth[], { beside }: Layout): string[] {
  const wrapped = beside.map(({ index, width }) => ({
    lines: wrapText(row[index] ?? '', width),
    width,
    right: columns[index]?.right === true,
  }));
  return Array.from({ length: Math.max(1, ...wrapped.map(({ lines }) => lines.length)) }, (_, line) =>
    wrapped.map(({ lines, width, right }) => pad(lines[line] ?? '', width, right)).join(' '.repeat(GAP)),
  );
}

/** What of a row did not fit beside the rest, with its titles. */
function linesBelow(
  row: readonly string[],
  titles: readonly string[],
  { below }: Layout,
  available: number,
): string[] {
  const told = below.flatMap((index) => (row[index] ? [`${titles[index]}: ${row[index]}`] : []));
  if (told.length === 0) return [];
  return wrapText(told.join('; '), available - GAP).map((line) => ' '.repeat(GAP) + line);
}

function oneLine(text: string): string {
  return printable(text.replace(/\s*[\r\n]+\s*/g, ' ').replaceAll('\t', ' '));
}

function pad(text: string, width: number, right: boolean): string {
  const blanks = ' '.repeat(Math.max(0, width - widthOf(text)));
  return right ? blanks + text : text + blanks;
}

function widthOf(text: string): number {
  return [...text].length;
}
