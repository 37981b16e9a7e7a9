/** What becomes of runs on Databricks: they are begun, followed to their ends, and picked up where an earlier session was closed or killed. Nothing of it is shown here. */

import type * as vscode from 'vscode';
import { asFault, exhaustive, Fault } from '../../base/fault';
import type { Pauses } from '../../workspace/pause';
import type { Rest } from '../../workspace/rest';
import {
  idOf,
  isUnderWay,
  type JobPhase,
  type JobRunRecord,
  type JobWork,
  rootOf,
  runIdOf,
  seenRun,
} from './record';
import { sendWork } from './send';
import { createJobRunStore } from './store';

export interface Tracker {
  /** Newest first. */
  list(): readonly JobRunRecord[];
  get(id: string): JobRunRecord | undefined;
  /**
   * Begins a run and follows it from then on. Resolves when the workspace has taken it.
   *
   * @param address of the lakehouse in whose workspace it runs
   * @throws Fault `conflict` where a run of this window may still write to the same root; whatever the workspace refuses it with.
   */
  begin(work: JobWork, address: string): Promise<void>;
  /** Follows what is not followed, and sends once more what was about to be sent. Resolves when all of that has ended. */
  pickUp(): Promise<void>;
  /** Asks the workspace to end a run; that it has ended is seen later. */
  cancel(id: string): Promise<void>;
  remove(id: string): Promise<void>;
}

export interface TrackerOptions {
  readonly state: Pick<vscode.Memento, 'get' | 'update'>;
  /** The workspace of a lakehouse, by its address. */
  readonly open: (address: string) => Promise<Rest>;
  /** The text of the PySpark script. */
  readonly readScript: () => Promise<string>;
  readonly log: Pick<vscode.LogOutputChannel, 'info' | 'error'>;
  /** Called with the id of a record that has changed; with undefined when one came or went. */
  readonly onChange: (id: string | undefined) => void;
  /** Called when a run has ended while it was followed. */
  readonly onEnd: (record: JobRunRecord) => void;
  /** Between two looks at a run. */
  readonly pauses?: Pauses;
}

/** @param signal gives up following; what it is about goes on in the workspace. */
export function createTracker(options: TrackerOptions, signal: AbortSignal): Tracker {
  const { readScript, log, onChange, onEnd, pauses } = options;
  const store = createJobRunStore(options.state);
  /** Ids of the records that something is being done for. */
  const busy = new Set<string>();

  const restOf = ({ address }: JobRunRecord) => options.open(address);
  const put = async (record: JobRunRecord) => {
    const before = store.get(idOf(record));
    await store.put(record);
    onChange(before === undefined ? undefined : idOf(record));
    return record;
  };
  const enter = async (record: JobRunRecord, phase: JobPhase) => {
    if (JSON.stringify(phase) === JSON.stringify(record.phase)) return record;
    return put({ ...record, phase });
  };

  /** Sends the request of a record. The record says whether it went out before that can be known otherwise. */
  const send = async (record: JobRunRecord): Promise<JobRunRecord> => {
    let last = record;
    const aboutToSend = async () => {
      last = await enter(last, { kind: 'sending' });
    };
    try {
      const rest = await restOf(record);
      const runId = await sendWork(rest, record.work, { script: await readScript(), aboutToSend }, signal);
      log.info(`Run ${runId} on ${rest.tokens.host} is begun.`);
      return await enter(last, { kind: 'under-way', runId });
    } catch (error) {
      if (signal.aborted) throw error;
      const fault = asFault(error);
      // A request that went out before may have begun a run, whatever keeps this one from being sent.
      const wasSent = record.phase.kind === 'sending';
      const isUnknown = wasSent || (last.phase.kind === 'sending' && UNANSWERED.includes(fault.code));
      await enter(last, { kind: isUnknown ? 'sending' : 'refused', error: fault.toData() });
      throw fault;
    }
  };

  /** Follows a run to its end, or to what asking again does not mend. */
  const follow = async (record: JobRunRecord): Promise<void> => {
    const runId = runIdOf(record);
    if (runId === undefined) return;
    let last = record;
    try {
      const [{ followRun }, { readEnd }] = await Promise.all([
        import('../../jobs/follow'),
        import('../../jobs/runEnd'),
      ]);
      const rest = await restOf(record);
      for await (const seen of followRun(rest, runId, signal, pauses)) {
        if (seen.kind === 'trouble') {
          last = await enter(last, { kind: 'under-way', runId, ...seenRun(last), trouble: seen.error });
        } else if (seen.run.state.kind !== 'ended') {
          last = await enter(last, { kind: 'under-way', runId, run: seen.run });
        } else {
          const end = await readEnd(rest, seen.run, signal);
          log.info(`Run ${runId} on ${rest.tokens.host}: ${end.kind}. ${end.message ?? ''}`);
          last = await enter(last, { kind: 'ended', runId, run: seen.run, end });
          onEnd(last);
        }
      }
    } catch (error) {
      if (signal.aborted) return;
      const fault = asFault(error);
      await enter(last, { kind: 'out-of-sight', runId, ...seenRun(last), error: fault.toData() });
      log.error(`Run ${runId} cannot be followed: ${fault.message}`);
    }
  };

  const alone = async (record: JobRunRecord, work: () => Promise<void>) => {
    const id = idOf(record);
    if (busy.has(id)) return;
    busy.add(id);
    try {
      await work();
    } finally {
      busy.delete(id);
    }
  };

  const pickUpOne = async (record: JobRunRecord): Promise<void> => {
    const { phase } = record;
    switch (phase.kind) {
      case 'preparing':
        // Nothing was sent, and to begin it later than it was asked for would be a surprise.
        await enter(record, { kind: 'refused', error: LEFT });
        return;
      case 'sending':
        await follow(await send(record));
        return;
      case 'under-way':
      case 'out-of-sight':
        await follow(record);
        return;
      case 'refused':
      case 'ended':
        return;
      default:
        exhaustive(phase);
    }
  };

  return {
    list: store.list,
    get: store.get,
    async begin(work, address) {
      const record: JobRunRecord = { work, address, begunAt: Date.now(), phase: { kind: 'preparing' } };
      refuseSameRoot(record, store.list());
      await put(record);
      const id = idOf(record);
      busy.add(id);
      try {
        const begun = await send(record);
        void follow(begun)
          .catch((error: unknown) => log.error(asFault(error)))
          .finally(() => busy.delete(id));
      } catch (error) {
        busy.delete(id);
        throw error;
      }
    },
    async pickUp() {
      const left = store.list().filter(isUnderWay);
      // Whatever goes wrong is kept in the record, and shown there.
      const one = (record: JobRunRecord) =>
        alone(record, () => pickUpOne(record)).catch((error: unknown) => log.error(asFault(error)));
      await Promise.all(left.map(one));
    },
    async cancel(id) {
      const record = store.get(id);
      const runId = record === undefined ? undefined : runIdOf(record);
      if (record === undefined || runId === undefined) return;
      const { cancelJobRun, getJobRun } = await import('../../workspace/jobRuns');
      const rest = await restOf(record);
      await cancelJobRun(rest, runId, signal);
      // That it takes effect is shown at once; whoever follows the run sees its end.
      const run = await getJobRun(rest, runId, signal);
      const now = store.get(id);
      if (run.state.kind === 'ended' || now?.phase.kind !== 'under-way') return;
      await enter(now, { kind: 'under-way', runId, run });
    },
    async remove(id) {
      await store.remove(id);
      onChange(undefined);
    },
  };
}

/** The request may have arrived although the answer did not. */
const UNANSWERED: readonly string[] = ['unreachable', 'timeout', 'unavailable', 'io'];

const LEFT = {
  code: 'cancelled',
  message: 'The editor was closed before the run was submitted. Nothing runs.',
  advice: 'Retry submits it.',
} as const;

function refuseSameRoot(record: JobRunRecord, others: readonly JobRunRecord[]): void {
  const root = rootOf(record);
  const other = others.find(
    (one) => isUnderWay(one) && one.address === record.address && root !== undefined && rootOf(one) === root,
  );
  if (other === undefined) return;
  throw new Fault('conflict', `Another run on Databricks is writing to ${root}.`, {
    advice: 'Wait until it has ended, or cancel it in the Runs view.',
  });
}
