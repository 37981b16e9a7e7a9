/** Looks at places that were typed or are offered, each once, and says what they are or why they cannot be used. */

import { type Loaded, settle } from '../loaded';

/** A place that may be used. */
export interface CheckedPath {
  /** What stands for the place from here on: its path, whatever was typed. */
  readonly location: string;
  /** What it is, for the user. */
  readonly summary: string;
  /** The same in a few words, which stand beside the place itself. */
  readonly note?: string;
}

/** @throws Fault that says why a place cannot be used. */
export type CheckPath = (typed: string, signal: AbortSignal) => Promise<CheckedPath>;

export interface PathCheck {
  /** What is known of a place now. */
  known(typed: string): Loaded<CheckedPath>;
  /** Looks at a place, unless that has been done, and calls `onChecked` once it is known. */
  start(typed: string): void;
  /** What a place is, once it is known. */
  wait(typed: string): Promise<Loaded<CheckedPath>>;
}

export function createPathCheck(check: CheckPath, onChecked: () => void, signal: AbortSignal): PathCheck {
  const asked = new Map<string, Promise<Loaded<CheckedPath>>>();
  const answered = new Map<string, Loaded<CheckedPath>>();

  const wait = (typed: string) => {
    const before = asked.get(typed);
    if (before !== undefined) return before;
    const answer = settle(() => check(typed, signal)).then((known) => {
      answered.set(typed, known);
      return known;
    });
    asked.set(typed, answer);
    return answer;
  };
  const start = async (typed: string) => {
    if (answered.has(typed)) return;
    await wait(typed);
    if (!signal.aborted) onChecked();
  };
  return {
    known: (typed) => answered.get(typed) ?? { kind: 'loading' },
    start: (typed) => void start(typed),
    wait,
  };
}
