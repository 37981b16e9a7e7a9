/** The steps of a migration after its tables, as text: what a plan intends, and how they ended. */

import { describeStep } from '../backup/afterSteps';
import type { FinishedRun } from '../backup/events';
import type { MigrationPlan } from '../backup/plan';
import type { StepRow } from '../backup/report/stepRows';
import { exhaustive } from '../base/fault';
import type { TextSink } from './context';
import { printLine, printTable } from './output';
import { printAdvice } from './printAdvice';

/** What comes after the tables; a drop that cannot be granted is told with its reason. */
export function printIntentions(sink: TextSink, { after, parameters }: MigrationPlan): void {
  printLine(sink, '\nThen:');
  for (const [index, step] of after.entries()) {
    printLine(sink, `  ${index + 1}. ${describeStep(step)}`);
    if (step.kind === 'drop' && !step.state.ready) {
      printLine(sink, `     This will fail. ${step.state.error.message} ${step.state.error.advice ?? ''}`);
    }
  }
  if (!parameters.dropSource) printLine(sink, 'The source is kept.');
}

/** How the steps ended. Nothing for runs that have none. */
export function printStepRows(sink: TextSink, steps: readonly StepRow[]): void {
  if (steps.length === 0) return;
  printLine(sink, '');
  printTable(sink, COLUMNS, steps);
  printAdvice(
    sink,
    steps.map(({ step, advice }) => ({ table: step, advice })),
  );
}

const COLUMNS = [
  { title: 'step', of: ({ step }: StepRow) => step },
  { title: 'status', of: ({ status }: StepRow) => status },
  { title: 'message', of: ({ statusText }: StepRow) => statusText },
];

/** What became of the source. Nothing for runs that are no migration. */
export function printSource(sink: TextSink, { plan, source }: FinishedRun): void {
  if (source !== undefined) printLine(sink, `\n${sourceText(source, plan.parameters.database.location)}`);
}

function sourceText(source: NonNullable<FinishedRun['source']>, location: string): string {
  switch (source) {
    case 'kept':
      return `Source kept: ${location}`;
    case 'dropped':
      return `Source dropped: ${location}`;
    case 'partly dropped':
      return `Source partly dropped: ${location}. Resume the run to finish it.`;
    default:
      return exhaustive(source);
  }
}
