/** A plan as text: what a dry run shows. */

import { formatInstant } from '../backup/instant';
import { type RunStatus, runStatus } from '../backup/outcome';
import type { CloneStep, Plan, ReadyToClone } from '../backup/plan';
import { formatBytes, formatCount } from '../base/format';
import { LAYERS } from '../overwatch/catalog';
import type { TextSink } from './context';
import { printLine, printTable } from './output';

/** How a run of the plan will end at best. */
export function planStatus({ steps }: Plan): RunStatus {
  return runStatus(steps.map(({ state }) => (state.ready ? 'done' : 'failed')));
}

export function printPlan(sink: TextSink, plan: Plan): void {
  const { parameters, steps, totals, freeBytes, leftOut, warnings } = plan;
  const { database, root, asOf } = parameters;
  const free = freeBytes === undefined ? '' : `, ${formatBytes(freeBytes)} free`;
  printLine(sink, `Full snapshot of ${database.name} (${database.location}) to ${root}`);
  if (asOf !== undefined) printLine(sink, `As of ${formatInstant(asOf)}`);
  printLine(
    sink,
    `${formatCount(totals.tables, 'table')}, ${formatBytes(totals.bytes)} in ${formatCount(totals.files, 'file')}; ` +
      `${formatBytes(totals.bytesToCopy)} to copy${free}`,
  );
  printLine(sink, '');
  printTable(sink, COLUMNS, steps);
  printLeftOut(sink, leftOut);
  for (const warning of warnings) printLine(sink, `\nWarning: ${warning}`);
  printLine(sink, '\nNothing was copied: this was a dry run.');
}

const COLUMNS = [
  { title: 'table', of: ({ table }: CloneStep) => table },
  { title: 'layer', of: ({ group }: CloneStep) => group },
  { title: 'version', of: ready((state) => state.sourceVersion.toString()), right: true },
  { title: 'files', of: ready((state) => state.files.toLocaleString('en-US')), right: true },
  { title: 'rows', of: ready((state) => state.rows?.toLocaleString('en-US')), right: true },
  { title: 'size', of: ready((state) => formatBytes(state.bytes)), right: true },
  { title: 'to copy', of: ready((state) => formatBytes(state.bytesToCopy)), right: true },
  { title: 'will fail', of: ({ state }: CloneStep) => (state.ready ? undefined : state.error.message) },
] as const;

function ready(of: (state: ReadyToClone) => string | undefined): (step: CloneStep) => string | undefined {
  return ({ state }) => (state.ready ? of(state) : undefined);
}

type LeftOut = Plan['leftOut'][number];

/** Tables of layers that are not chosen are counted; the others are named, with the reason. */
function printLeftOut(sink: TextSink, leftOut: readonly LeftOut[]): void {
  const named = leftOut.filter(({ reason }) => reason !== 'layer');
  const layers = LAYERS.flatMap((layer) => {
    const count = leftOut.filter(({ reason, group }) => reason === 'layer' && group === layer).length;
    return count === 0 ? [] : [`${formatCount(count, 'table')} of ${layer}`];
  });
  if (layers.length > 0) printLine(sink, `\nLayers not chosen: ${layers.join(', ')}.`);
  if (named.length === 0) return;
  printLine(sink, '\nLeft out:');
  printTable(sink, LEFT_OUT_COLUMNS, named);
}

const LEFT_OUT_COLUMNS = [
  { title: 'table', of: ({ table }: LeftOut) => table },
  { title: 'layer', of: ({ group }: LeftOut) => group },
  {
    title: 'why',
    of: ({ reason }: LeftOut) =>
      reason === 'excluded' ? 'excluded' : 'not a table of Overwatch; --include takes it',
  },
];
