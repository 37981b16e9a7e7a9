/** Step: when something runs by itself. A cron of Quartz with its time zone, in words and with the next runs while it is typed. */

import * as vscode from 'vscode';
import { describeSchedule } from '../../generate/generate';
import { DEFAULT_CRON } from '../../generate/jobOptions';
import { sentence } from '../notify';
import { type CronChoice, timeZoneHere, WEEKLY } from './cronChoice';
import { type PathAction, pathStep, typedText } from './pathStep';
import type { Step } from './steps';

export interface CronQuestion<State> {
  readonly title: (state: State) => string;
  readonly placeholder: string;
  /** What is offered first; undefined for nothing, where it should not run by itself unless that is asked for. */
  readonly chosen: (state: State) => CronChoice | undefined;
  readonly choose: (state: State, choice: CronChoice) => State;
  /** @throws Fault for a schedule that cannot be kept, which is shown beside it. */
  readonly accept?: (state: State, choice: CronChoice) => void;
}

/** Worth offering beside what was chosen: weekly, daily and monthly, in the night. */
const USUAL = [DEFAULT_CRON, '0 0 3 * * ?', '0 0 3 1 * ?'];

interface CronDraft {
  readonly cron: string | undefined;
  readonly timeZone: string;
}

export function cronStep<State>({
  title,
  placeholder,
  chosen,
  choose,
  accept,
}: CronQuestion<State>): Step<State> {
  return async (state, position) => {
    const before = chosen(state);
    const step = pathStep<CronDraft>({
      title: () => title(state),
      placeholder,
      suggestions: ({ cron }) => (cron === undefined ? [] : [cron, ...USUAL]),
      read: typedText,
      check:
        ({ timeZone }) =>
        async (cron) => {
          const { words, runs } = describeSchedule(cron, timeZone, Date.now());
          accept?.(state, { cron, timeZone });
          const next = runs.map((run) => clock(run, timeZone)).join(' · ');
          return { location: cron, note: words, summary: vscode.l10n.t('Next: {0}', next) };
        },
      refusal: (_cron, error) => sentence(error),
      others: [zoneAction],
      hint: vscode.l10n.t('Type it as Quartz does: seconds minutes hours day month weekday'),
      chosen: ({ cron }) => cron,
      choose: (draft, { location }) => ({ ...draft, cron: location }),
    });
    const draft = { cron: before?.cron, timeZone: before?.timeZone ?? WEEKLY.timeZone };
    const result = await step({ draft, confirmed: undefined }, position);
    if (result.go === 'cancel') return result;
    // A time zone that was chosen is kept on the way back, too.
    const { cron, timeZone } = result.state?.draft ?? draft;
    return { go: result.go, state: cron === undefined ? state : choose(state, { cron, timeZone }) };
  };
}

const zoneAction: PathAction<CronDraft> = {
  label: `$(globe) ${vscode.l10n.t('Time Zone…')}`,
  description: ({ timeZone }) => timeZone,
  act: async (draft) => {
    const zones = [
      ...new Set([draft.timeZone, timeZoneHere(), 'UTC', ...Intl.supportedValuesOf('timeZone')]),
    ];
    const timeZone = await vscode.window.showQuickPick(zones, {
      title: vscode.l10n.t('Time Zone'),
      placeHolder: vscode.l10n.t('By the clocks of which place?'),
      ignoreFocusOut: true,
    });
    return timeZone === undefined ? undefined : { draft: { ...draft, timeZone } };
  },
};

/** What clocks show there, such as `2026-11-29 03:00`. */
function clock(instant: number, timeZone: string): string {
  return new Date(instant).toLocaleString('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
}
