/** The steps of a migration after its tables, as text: what a plan intends, and how they ended. */

import { describeStep } from '../backup/afterSteps';
import type { FinishedRun } from '../backup/events';
import type { StepOutcome } from '../backup/outcome';
import type { MigrationPlan } from '../backup/plan';
import { outcomeText } from '../backup/stepRows';
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

/** Nothing for runs that have no such steps. */
export function printSteps(sink: TextSink, { plan, after, source }: FinishedRun): void {
  if (after.size === 0 || source === undefined) return;
  printLine(sink, '');
  printTable(sink, COLUMNS, [...after]);
  printLine(sink, '');
  printLine(sink, sourceText(source, plan.parameters.database.location));
  printAdvice(
    sink,
    [...after].map(([table, outcome]) => ({
      table,
      advice: outcome.status === 'failed' ? outcome.error.advice : undefined,
    })),
  );
}

type Row = readonly [string, StepOutcome];

const COLUMNS = [
  { title: 'step', of: ([step]: Row) => step },
  { title: 'status', of: ([, outcome]: Row) => outcome.status },
  { title: 'message', of: ([, outcome]: Row) => outcomeText(outcome) },
];

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
