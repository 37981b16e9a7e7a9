/** What a command gets from the process it runs in. Tests give their own. */

import type { Lakehouse } from '../lakehouse/lakehouse';
import type { Connection } from '../lakehouse/open';

/** A stream for text: a terminal, a file or a pipe. */
export interface TextSink {
  write(text: string): void;
  /** Whether people see it at once, so that a line may be drawn anew. */
  readonly isTerminal: boolean;
  /** Its width in characters, where it is a terminal. */
  readonly columns: number | undefined;
}

export interface CliContext {
  /** Results. */
  readonly stdout: TextSink;
  /** Progress, notes and errors. */
  readonly stderr: TextSink;
  /** What relative paths are relative to. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** The clock, epoch ms. */
  readonly now: () => number;
  /** Writes a text file, whatever stood there. */
  readonly writeFile: (path: string, text: string) => Promise<void>;
  /** Writes a text file at once, in a folder that is made if need be. @throws Fault `bad-target` where one is there and is not to be replaced. */
  readonly writeNewFile: (path: string, text: string, overwrite: boolean) => Promise<void>;
  /** The text of the PySpark script that comes with the product. */
  readonly readScript: () => Promise<string>;
  /**
   * Opens absolute folders, or the one SQL warehouse that an address names.
   *
   * @param statements how many of them a warehouse runs at a time
   */
  readonly openLakehouse: (addresses: readonly string[], statements: number) => Promise<Lakehouse>;
  /** The workspace of a lakehouse that was opened here; undefined for folders. */
  readonly workspaceOf: (lakehouse: Lakehouse) => Pick<Connection, 'rest' | 'warehouse'> | undefined;
}
