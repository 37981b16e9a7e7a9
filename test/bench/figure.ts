/** What a bench measures, as plain data, and how it is judged. */

import { formatBytes } from '../../src/base/format';

/** Milliseconds or bytes. */
export type Unit = 'ms' | 'bytes';

/** One thing measured, the less the better. */
export interface Figure {
  readonly name: string;
  readonly unit: Unit;
  readonly ours: number;
  /** What it is compared with, measured in the same run. Left out where the goal is a figure of its own. */
  readonly baseline?: number;
  /** The most that `ours` (or, with a baseline, `ours / baseline`) should be. Left out for figures that only inform. */
  readonly goal?: number;
}

export interface Bench {
  /** As it is asked for on the command line. */
  readonly name: string;
  /** @param directory an empty folder of its own, removed afterwards */
  run(directory: string): Promise<readonly Figure[]>;
}

/** Undefined where there is nothing to compare with. */
export function ratioOf({ ours, baseline }: Figure): number | undefined {
  return baseline === undefined ? undefined : ours / baseline;
}

/** Undefined where there is no goal. */
export function isMet(figure: Figure): boolean | undefined {
  return figure.goal === undefined ? undefined : (ratioOf(figure) ?? figure.ours) <= figure.goal;
}

/** The figures as an aligned table. */
export function formatFigures(figures: readonly Figure[]): string {
  const rows = [['bench', 'ours', 'baseline', 'ratio', 'goal', 'met'], ...figures.map(cells)];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => align(cell, widths[column] ?? 0, column))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function cells(figure: Figure): string[] {
  const { name, unit, ours, baseline, goal } = figure;
  const ratio = ratioOf(figure);
  const met = isMet(figure);
  return [
    name,
    formatQuantity(ours, unit),
    baseline === undefined ? '' : formatQuantity(baseline, unit),
    ratio === undefined ? '' : ratio.toFixed(3),
    goal === undefined ? '' : `≤ ${ratio === undefined ? formatQuantity(goal, unit) : goal}`,
    met === undefined ? '' : met ? 'yes' : 'no',
  ];
}

function align(cell: string, width: number, column: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}

function formatQuantity(value: number, unit: Unit): string {
  return unit === 'bytes' ? formatBytes(value) : `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}
