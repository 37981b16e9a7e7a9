/** A plan as text: what a dry run shows. */

import { formatInstant } from '../backup/instant';
import { type RunStatus, runStatus } from '../backup/outcome';
import type { LeftOut, Plan, ReadyToClone, Step } from '../backup/plan';
import { exhaustive } from '../base/fault';
import { formatBytes, formatCount } from '../base/format';
import { LAYERS } from '../overwatch/catalog';
import type { TextSink } from './context';
import { printLine, printTable, type TableColumn } from './output';
import { printIntentions } from './printSteps';

/** How a run of the plan will end at best. */
export function planStatus(plan: Plan): RunStatus {
  const drops = plan.process === 'migrate' ? plan.after.filter((step) => step.kind === 'drop') : [];
  return runStatus([...plan.steps, ...drops].map(({ state }) => (state.ready ? 'done' : 'failed')));
}

/** Prints a plan of any process, its tables and its warnings. */
export function printPlan(sink: TextSink, plan: Plan): void {
  const { parameters, steps, totals, freeBytes, warnings } = plan;
  const { root, asOf } = parameters;
  const free = freeBytes === undefined ? '' : `, ${formatBytes(freeBytes)} free`;
  printLine(sink, `${titleOf(plan)} to ${root}`);
  if (asOf !== undefined) printLine(sink, `As of ${formatInstant(asOf)}`);
  printLine(
    sink,
    `${formatCount(totals.tables, 'table')}, ${formatBytes(totals.bytes)} in ${formatCount(totals.files, 'file')}; ` +
      `${formatBytes(totals.bytesToCopy)} to copy${free}`,
  );
  printLine(sink, '');
  printTable(sink, COLUMNS, steps);
  printLeftOut(sink, plan);
  if (plan.process === 'migrate') printIntentions(sink, plan);
  for (const warning of warnings) printLine(sink, `\nWarning: ${warning}`);
  printLine(sink, '\nNothing was copied: this was a dry run.');
}

function titleOf(plan: Plan): string {
  const { name, location } = plan.parameters.database;
  switch (plan.process) {
    case 'snapshot':
      return `${plan.parameters.type === 'full' ? 'Full' : 'Incremental'} snapshot of ${name} (${location})`;
    case 'restore': {
      const { from, run } = plan.parameters;
      return `Restore of ${name} from ${from}${run === undefined ? '' : `, as run ${run} left it,`}`;
    }
    case 'bronze-backup':
      return `Bronze backup of ${name} (${location})`;
    case 'migrate':
      return `Migration of ${name} (${location})`;
    default:
      return exhaustive(plan);
  }
}

const COLUMNS = [
  { title: 'table', of: ({ table }: Step) => table },
  { title: 'layer', of: ({ group }: Step) => group },
  { title: 'version', of: ready((state) => state.sourceVersion.toString()), right: true },
  { title: 'files', of: ready((state) => state.files.toLocaleString('en-US')), right: true },
  { title: 'rows', of: ready((state) => state.rows?.toLocaleString('en-US')), right: true },
  { title: 'size', of: ready((state) => formatBytes(state.bytes)), right: true },
  { title: 'to copy', of: ready((state) => formatBytes(state.bytesToCopy)), right: true },
  { title: 'will fail', of: ({ state }: Step) => (state.ready ? undefined : state.error.message) },
] as const;

function ready(of: (state: ReadyToClone) => string | undefined): (step: Step) => string | undefined {
  return ({ state }) => (state.ready ? of(state) : undefined);
}

/** Tables of layers that are not chosen are counted; the others are named, with the reason. */
function printLeftOut(sink: TextSink, { leftOut, parameters }: Plan): void {
  const isCounted = ({ reason, group }: LeftOut) => reason === 'layer' && group !== 'report';
  const named = leftOut.filter((table) => !isCounted(table));
  const layers = LAYERS.flatMap((layer) => {
    const count = leftOut.filter(({ reason, group }) => reason === 'layer' && group === layer).length;
    return count === 0 ? [] : [`${formatCount(count, 'table')} of ${layer}`];
  });
  if (layers.length > 0) printLine(sink, `\nLayers not chosen: ${layers.join(', ')}.`);
  if (named.length === 0) return;
  printLine(sink, '\nLeft out:');
  printTable(sink, leftOutColumns('include' in parameters), named);
}

function leftOutColumns(canInclude: boolean): TableColumn<LeftOut>[] {
  const why: Readonly<Record<LeftOut['reason'], string>> = {
    layer: 'not part of this backup',
    excluded: 'excluded',
    unknown: `not a table of Overwatch${canInclude ? '; --include takes it' : ''}`,
    run: 'the run did not take it',
  };
  return [
    { title: 'table', of: ({ table }) => table },
    { title: 'layer', of: ({ group }) => group },
    { title: 'why', of: ({ reason }) => why[reason] },
  ];
}
