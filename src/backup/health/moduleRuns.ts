/** What `pipeline_report` tells of each module of each workspace. Pure. */

/** How the run of a module ended, by the word its status begins with; `other` for words that Overwatch does not write, or none. */
export type ModuleState = 'success' | 'empty' | 'failed' | 'initialized' | 'other';

/** One run of a module, as its row tells it. Times are epoch ms. */
export interface ModuleRun {
  readonly state: ModuleState;
  /** As the row has it: `SUCCESS`, `EMPTY: …`, `FAILED --> …`, `Initialized`; undefined where it has none. */
  readonly status: string | undefined;
  /** When the run of the pipeline began (`Pipeline_SnapTS`). */
  readonly ranAt: number | undefined;
  /** When the module began. It is 0 in the rows of runs that failed. */
  readonly startedAt: number | undefined;
  /** Up to when the module has taken over data, if the run did not fail (`untilTS`). */
  readonly until: number | undefined;
  readonly workspace: string | undefined;
  readonly moduleName: string | undefined;
}

export interface ModuleRuns {
  readonly organizationId: string;
  readonly moduleId: number;
  readonly runs: number;
  readonly last: ModuleRun;
  readonly lastFailure: ModuleRun | undefined;
  /** Whether any run succeeded or found nothing new: those alone carry a module forward. */
  readonly everProgressed: boolean;
  /** The latest `until` of those runs. */
  readonly reachedAt: number | undefined;
}

/** What is read of `pipeline_report`: the report holds whole configurations besides. */
export const REPORT_COLUMNS = [
  'organization_id',
  'workspace_name',
  'moduleID',
  'moduleName',
  'runStartTS',
  'untilTS',
  'status',
  'Pipeline_SnapTS',
] as const;
export type ReportColumn = (typeof REPORT_COLUMNS)[number];

/** A row of it as plain JSON values. */
export type ReportRecord = { readonly [Column in ReportColumn]?: unknown };

/**
 * The runs of each module, which of them is the last and how far they came.
 *
 * @param records the rows of `pipeline_report`, in any order
 * @returns with them the number of rows that do not say whose they are
 */
export function gatherRuns(records: readonly ReportRecord[]): {
  readonly modules: readonly ModuleRuns[];
  readonly nameless: number;
} {
  const groups = new Map<string, { organizationId: string; moduleId: number; runs: ModuleRun[] }>();
  let nameless = 0;
  for (const record of records) {
    const organizationId = text(record.organization_id) ?? number(record.organization_id)?.toString();
    const moduleId = number(record.moduleID);
    if (organizationId === undefined || moduleId === undefined) {
      nameless += 1;
      continue;
    }
    const key = `${moduleId} ${organizationId}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { organizationId, moduleId, runs: [runOf(record)] });
    else group.runs.push(runOf(record));
  }
  const modules = [...groups.values()].flatMap(({ runs, ...module }) => {
    const last = latestOf(runs);
    return last === undefined ? [] : [{ ...module, runs: runs.length, last, ...progressOf(runs) }];
  });
  return { modules, nameless };
}

function progressOf(
  runs: readonly ModuleRun[],
): Pick<ModuleRuns, 'lastFailure' | 'everProgressed' | 'reachedAt'> {
  const progressed = runs.filter(({ state }) => state === 'success' || state === 'empty');
  const reached = progressed.flatMap(({ until }) => until ?? []);
  return {
    lastFailure: latestOf(runs.filter(({ state }) => state === 'failed')),
    everProgressed: progressed.length > 0,
    reachedAt: reached.length === 0 ? undefined : reached.reduce((one, other) => Math.max(one, other)),
  };
}

function latestOf(runs: readonly ModuleRun[]): ModuleRun | undefined {
  return runs.reduce<ModuleRun | undefined>(laterOf, undefined);
}

/** A run without a time counts as the earliest. Of two at the same time one that failed counts as the later, whatever their order. */
function laterOf(one: ModuleRun | undefined, other: ModuleRun): ModuleRun {
  if (one === undefined) return other;
  const difference =
    (one.ranAt ?? -1) - (other.ranAt ?? -1) ||
    (one.startedAt ?? -1) - (other.startedAt ?? -1) ||
    Number(one.state === 'failed') - Number(other.state === 'failed');
  if (difference !== 0) return difference > 0 ? one : other;
  return JSON.stringify(one) > JSON.stringify(other) ? one : other;
}

function runOf(record: ReportRecord): ModuleRun {
  const status = text(record.status);
  return {
    state: stateOf(status ?? ''),
    status,
    ranAt: instant(record.Pipeline_SnapTS),
    startedAt: instant(record.runStartTS),
    until: instant(record.untilTS),
    workspace: text(record.workspace_name),
    moduleName: text(record.moduleName),
  };
}

function stateOf(status: string): ModuleState {
  if (status.startsWith('SUCCESS')) return 'success';
  if (status.startsWith('EMPTY')) return 'empty';
  if (status.startsWith('FAILED')) return 'failed';
  return status === 'Initialized' ? 'initialized' : 'other';
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}

/** Epoch ms, if it is a time that the calendar has. */
function instant(value: unknown): number | undefined {
  const ms = typeof value === 'number' ? value : Number.NaN;
  return Number.isNaN(new Date(ms).getTime()) ? undefined : ms;
}
