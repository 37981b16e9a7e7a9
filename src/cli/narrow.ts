/** Fits a table of text into the width of a terminal. Long texts are broken into lines and none is cut off. Pure. */

/** Blanks between two columns. */
export const GAP = 2;

/** What no column of text is made narrower than. */
const NARROWEST = 14;

export interface ColumnWidth {
  readonly width: number;
  /** Numbers are not broken, so their columns keep their width. */
  readonly right: boolean;
}

/** How wide each column may be, the widest texts giving way first; undefined where the table cannot be made to fit. */
export function fitWidths(columns: readonly ColumnWidth[], available: number): number[] | undefined {
  const fitted = columns.map(({ width }) => width);
  let over = fitted.reduce((sum, width) => sum + width, 0) + GAP * (columns.length - 1) - available;
  for (; over > 0; over -= 1) {
    const widest = columns.reduce(
      (best, { right }, index) => (!right && (fitted[index] ?? 0) > (fitted[best] ?? 0) ? index : best),
      columns.findIndex(({ right }) => !right),
    );
    const width = fitted[widest] ?? 0;
    if (width <= NARROWEST) return undefined;
    fitted[widest] = width - 1;
  }
  return fitted;
}

export interface Layout {
  /** The columns that stand side by side, by their places in the table, and how wide each may be. */
  readonly beside: readonly { readonly index: number; readonly width: number }[];
  /** Those whose texts stand in lines of their own below each row. */
  readonly below: readonly number[];
}

/** How a table can be shown: where narrower texts are not enough, the last of them go below the rows. Undefined where only a list will do. */
export function layOut(columns: readonly ColumnWidth[], available: number): Layout | undefined {
  let beside = columns.map((_, index) => index);
  const below: number[] = [];
  for (;;) {
    const widths = fitWidths(
      beside.flatMap((index) => columns[index] ?? []),
      available,
    );
    if (widths !== undefined)
      return { beside: beside.map((index, place) => ({ index, width: widths[place] ?? 0 })), below };
    const last = beside.findLast((index) => columns[index]?.right === false);
    if (last === undefined || last === beside[0]) return undefined;
    beside = beside.filter((index) => index !== last);
    below.unshift(last);
  }
}

/** Where a word may be broken, if possible: after what joins its parts. */
const JOINT = /[/\\_.,:;-]/;

/** A text as lines of at most `width` characters, broken at blanks, or after a joint of a long word, or anywhere if it must be. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let rest = [...text];
  while (rest.length > width) {
    const blank = rest.slice(0, width + 1).lastIndexOf(' ');
    const joint = rest.slice(0, width).findLastIndex((character) => JOINT.test(character)) + 1;
    const end = blank > 0 ? blank : joint > width / 2 ? joint : width;
    lines.push(rest.slice(0, end).join(''));
    rest = rest.slice(blank > 0 ? end + 1 : end);
  }
  return [...lines, rest.join('')];
}

/** Rows one below the other, a line for each value that is not empty with its title before it, and an empty line between two rows. */
export function asRecords(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  available: number,
): string[] {
  const indent = Math.max(0, ...titles.map((title) => title.length)) + GAP;
  const records = rows.map((row) =>
    row.flatMap((text, index) => {
      const lines = text === '' ? [] : wrapText(text, Math.max(available - indent, NARROWEST / 2));
      return lines.map((line, at) => (at === 0 ? (titles[index] ?? '') : '').padEnd(indent) + line);
    }),
  );
  return records.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
}
