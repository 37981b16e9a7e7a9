/**
 * Reads a CSV file (RFC 4180) without losing where each value stands in it, so that one value can be replaced and no other byte changes.
 *
 * Lines may end with LF, CRLF or CR, mixed as they are. Blanks around a value do not belong to it, as Overwatch reads it.
 */

import { Fault } from '../base/fault';

export interface CsvField {
  /** The value, without quotes. */
  readonly text: string;
  readonly isQuoted: boolean;
  /** The bytes that hold the value and its quotes, without the blanks around: from `start` up to `end`, which is the first byte after it. */
  readonly start: number;
  readonly end: number;
}

export interface CsvRecord {
  /** The line on which it begins, from 1 on. */
  readonly line: number;
  readonly fields: readonly CsvField[];
}

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
const COMMA = 0x2c;
const BLANKS = new Set([0x20, 0x09]);

/**
 * The records of a file in UTF-8, with or without a byte order mark; empty lines are left out.
 *
 * @throws Fault `bad-config` for another encoding, a quote that is never closed, and text after a closing quote, naming the line.
 */
export function parseCsv(bytes: Uint8Array): CsvRecord[] {
  assertUtf8(bytes);
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const records: CsvRecord[] = [];
  let line = 1;
  let at = hasMark(bytes) ? 3 : 0;

  const isLineEnd = () => at >= bytes.length || bytes[at] === LF || bytes[at] === CR;
  const skipBlanks = () => {
    while (BLANKS.has(bytes[at] ?? 0)) at += 1;
  };
  /** Passes over a line end, and counts it. */
  const nextLine = () => {
    at += bytes[at] === CR && bytes[at + 1] === LF ? 2 : 1;
    line += 1;
  };
  const textOf = (start: number, end: number) => decoder.decode(bytes.subarray(start, end));

  const quotedField = (): CsvField => {
    const start = at;
    const opened = line;
    for (at += 1; ; ) {
      if (at >= bytes.length) throw malformed(opened, 'a quote is opened and never closed');
      if (bytes[at] === LF || bytes[at] === CR) nextLine();
      else if (bytes[at] !== QUOTE) at += 1;
      else if (bytes[at + 1] === QUOTE) at += 2;
      else break;
    }
    at += 1;
    const end = at;
    skipBlanks();
    if (!isLineEnd() && bytes[at] !== COMMA)
      throw malformed(line, 'a closing quote is followed by more text');
    return { text: textOf(start + 1, end - 1).replaceAll('""', '"'), isQuoted: true, start, end };
  };

  const plainField = (): CsvField => {
    const start = at;
    while (!isLineEnd() && bytes[at] !== COMMA) at += 1;
    let end = at;
    while (end > start && BLANKS.has(bytes[end - 1] ?? 0)) end -= 1;
    return { text: textOf(start, end), isQuoted: false, start, end };
  };

  while (at < bytes.length) {
    const first = line;
    const fields: CsvField[] = [];
    for (;;) {
      skipBlanks();
      fields.push(bytes[at] === QUOTE ? quotedField() : plainField());
      if (bytes[at] !== COMMA) break;
      at += 1;
    }
    if (at < bytes.length) nextLine();
    const isEmpty = fields.length === 1 && fields[0]?.text === '' && !fields[0].isQuoted;
    if (!isEmpty) records.push({ line: first, fields });
  }
  return records;
}

/** The file with other values in some of its fields, which are given in their order. A field keeps its quotes, and gets them where it needs them. */
export function replaceFields(bytes: Uint8Array, fields: readonly CsvField[], text: string): Uint8Array {
  const encoder = new TextEncoder();
  const pieces: Uint8Array[] = [];
  let copied = 0;
  for (const { start, end, isQuoted } of fields) {
    const isQuotedNow = isQuoted || /[",\r\n]|^[ \t]|[ \t]$/.test(text);
    const spelled = isQuotedNow ? `"${text.replaceAll('"', '""')}"` : text;
    pieces.push(bytes.subarray(copied, start), encoder.encode(spelled));
    copied = end;
  }
  pieces.push(bytes.subarray(copied));
  return concatenate(pieces);
}

function concatenate(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function hasMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

function assertUtf8(bytes: Uint8Array): void {
  const [first, second] = bytes;
  const hasWideMark = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (hasWideMark || bytes.includes(0)) throw wrongEncoding('is in UTF-16');
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw wrongEncoding('is not in UTF-8', cause);
  }
}

function wrongEncoding(what: string, cause?: unknown): Fault {
  return new Fault('bad-config', `The CSV file ${what}.`, {
    advice: 'Save it in UTF-8, which is what Overwatch reads, and run it again.',
    cause,
  });
}

function malformed(line: number, what: string): Fault {
  return new Fault('bad-config', `The CSV file cannot be read: in line ${line} ${what}.`, {
    advice: 'Mend that line: a quote within a quoted value is written twice.',
  });
}
