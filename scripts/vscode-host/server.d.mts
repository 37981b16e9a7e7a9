import type { HostInstallation } from './install.mjs';

export interface HostOptions {
  /** Folder of the extension, with its package.json and what that names built. */
  readonly extensionPath: string;
  /** Folder to open; none opens an empty window. */
  readonly folder?: string;
  /** User settings over the quiet defaults. */
  readonly userSettings?: Readonly<Record<string, unknown>>;
  /** Module whose `run()` the extension host calls, in a window without notifications. Without it the extension is simply installed. */
  readonly testsPath?: string;
  /** Environment variables for the server, and so for the extension host, besides this process's. */
  readonly env?: Readonly<Record<string, string>>;
  /** Port on 127.0.0.1; a free one unless given. */
  readonly port?: number;
  /** Whether a folder starts untrusted, in Restricted Mode, and may be trusted by the user. */
  readonly workspaceTrust?: boolean;
  /** Where the server's output is appended. */
  readonly logFile?: string;
  readonly log?: (line: string) => void;
}

export interface Host {
  /** Opens the workbench; holds the token without which the server answers nobody. */
  readonly url: string;
  readonly installation: HostInstallation;
  /** Changes the user settings that a window reads when it loads. */
  updateSettings(changes: Readonly<Record<string, unknown>>): void;
  /** Kills the processes that run extensions, without a warning, and says how many there were. */
  killExtensionHosts(): number;
  /** Settles when the server has ended by itself or by `stop`. */
  readonly exited: Promise<unknown>;
  /** Ends the server with all it started and removes its directories. */
  stop(): Promise<void>;
}

/** Installs the npm-only VS Code if need be, starts it and returns once it listens. */
export function startHost(options: HostOptions): Promise<Host>;
