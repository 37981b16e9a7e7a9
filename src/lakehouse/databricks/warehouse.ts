/** What everything here works with. */

import type { AskDialect } from './dialect';
import type { Sql } from './sql';

/** Files of the workspace (`/Volumes`, `dbfs:/`, `/Workspace`), through REST. */
export interface WorkspaceFiles {
  exists(file: string, signal: AbortSignal): Promise<boolean>;
  read(file: string, signal: AbortSignal): Promise<Uint8Array>;
  /** Gives a file new contents, all of them or none as far as the service can. */
  write(file: string, content: Uint8Array, signal: AbortSignal): Promise<void>;
}

export interface Warehouse {
  readonly sql: Sql;
  readonly dialect: AskDialect;
  /** Undefined where no workspace stands behind the SQL server. */
  readonly files: WorkspaceFiles | undefined;
}
