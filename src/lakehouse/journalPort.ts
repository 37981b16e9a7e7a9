/** The part of the port that keeps journals: what a run has done so far, so that a killed one can be finished. */

export interface JournalPort {
  /** A name of this process, by which `isAlive` tells later, and in other processes, whether it still runs. */
  readonly processName: string;

  /**
   * Whether the process of that name runs; undefined where that cannot be known from here, as for one on another machine. Another process may have
   * been given its id since: then it seems to run still, which is the safer mistake.
   */
  isAlive(processName: string): boolean | undefined;

  /** Ids of the runs that have a journal at a root, oldest first; none where there is no such root. */
  journals(root: string, signal: AbortSignal): Promise<readonly string[]>;

  /** A run's journal as it stands, perhaps cut off in its last line; undefined where there is none. */
  readJournal(root: string, runId: string, signal: AbortSignal): Promise<string | undefined>;

  /** Adds to a run's journal, which is made if need be. It has been kept for good when this returns, whatever happens to this program. */
  appendJournal(root: string, runId: string, text: string): Promise<void>;
}
