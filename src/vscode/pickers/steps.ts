/** Goes through the steps of a wizard, forth and back, with its state as plain data. */

export type StepResult<State> =
  | { readonly go: 'next'; readonly state: State }
  /** `state` where the step before is to see something new. */
  | { readonly go: 'back'; readonly state?: State }
  /** The user has closed the picker. */
  | { readonly go: 'cancel' };

/** One step: asks, and says where to go. `position` is from 1 on. */
export type Step<State> = (state: State, position: Position) => Promise<StepResult<State>>;

export interface Position {
  readonly step: number;
  readonly totalSteps: number;
}

/**
 * Takes the steps in order; `back` asks the one before again, with what was answered so far.
 *
 * @param stepsFor the steps that a state needs: an answer may add or take away steps that come after it.
 * @returns the state after the last step; undefined when the user has left.
 */
export async function takeSteps<State>(
  stepsFor: readonly Step<State>[] | ((state: State) => readonly Step<State>[]),
  initial: State,
): Promise<State | undefined> {
  let state = initial;
  let index = 0;
  for (;;) {
    const steps = typeof stepsFor === 'function' ? stepsFor(state) : stepsFor;
    const step = steps[index];
    if (step === undefined) return state;
    const result = await step(state, { step: index + 1, totalSteps: steps.length });
    if (result.go === 'cancel') return undefined;
    state = result.state ?? state;
    index = result.go === 'next' ? index + 1 : Math.max(0, index - 1);
  }
}
