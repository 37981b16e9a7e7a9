/** Lines, JSON lines and tables of text. Whatever comes from names, paths and messages is made harmless to a terminal here. */

import type { TextSink } from './context';

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

/** Prints rows below a line of titles; columns that are empty in every row are left out, unless they say otherwise. */
export function printTable<Row>(
  sink: TextSink,
  columns: readonly TableColumn<Row>[],
  rows: readonly Row[],
): void {
  const cells = columns.map(({ of }) => rows.map((row) => oneLine(of(row) ?? '')));
  const shown = columns.flatMap(({ title, right, always }, index) => {
    const texts = cells[index] ?? [];
    const width = Math.max(title.length, ...texts.map(widthOf));
    return always === true || texts.some((text) => text !== '')
      ? [{ texts: [title.toUpperCase(), ...texts], width, right }]
      : [];
  });
  for (let line = 0; line <= rows.length; line += 1) {
    const padded = shown.map(({ texts, width, right }) => pad(texts[line] ?? '', width, right === true));
    sink.write(`${padded.join('  ').trimEnd()}\n`);
  }
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

/** The text cut to `width` characters, the last of which then is an ellipsis. */
export function shorten(text: string, width: number): string {
  const characters = [...text];
  return characters.length <= width ? text : `${characters.slice(0, Math.max(0, width - 1)).join('')}…`;
}
