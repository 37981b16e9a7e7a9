/** Where the parts of the installed npm-only host are. */
export interface HostInstallation {
  /** The Node that the server needs; the system's may be too old. */
  readonly node: string;
  /** Working directory of the server, holding `out/server-main.js`. */
  readonly serverDir: string;
  /** A headless Chromium. */
  readonly chromium: string;
  /** Environment variables the browser needs besides the caller's. */
  readonly chromiumEnv: Readonly<Record<string, string>>;
  /** Resolves packages of the installation, such as playwright-core and axe-core. */
  readonly require: NodeJS.Require;
}

/** Why the npm-only host cannot run on this machine, or undefined where it can. */
export function hostUnsupported(): string | undefined;

/** Installs the host into `.vscode-test/host` unless the installed one was made from the same lock file. */
export function installHost(log?: (line: string) => void): Promise<HostInstallation>;
