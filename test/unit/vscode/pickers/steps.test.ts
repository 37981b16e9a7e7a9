import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Position, type Step, type StepResult, takeSteps } from '../../../../src/vscode/pickers/steps';

/** Steps that answer from a script, and what they were asked. */
function scripted(answers: StepResult<string>[], count: number) {
  const asked: { state: string; position: Position }[] = [];
  const step: Step<string> = async (state, position) => {
    asked.push({ state, position });
    const answer = answers.shift();
    assert.ok(answer, 'asked more often than the script has answers');
    return answer;
  };
  return { asked, steps: Array.from({ length: count }, () => step) };
}

test('takes the steps in order, with numbers from 1 on', async () => {
  const { asked, steps } = scripted(
    [
      { go: 'next', state: 'a' },
      { go: 'next', state: 'ab' },
    ],
    2,
  );
  assert.equal(await takeSteps(steps, ''), 'ab');
  assert.deepEqual(asked, [
    { state: '', position: { step: 1, totalSteps: 2 } },
    { state: 'a', position: { step: 2, totalSteps: 2 } },
  ]);
});

test('back asks the step before again with what was answered', async () => {
  const { asked, steps } = scripted(
    [
      { go: 'next', state: 'a' },
      { go: 'back' },
      { go: 'next', state: 'b' },
      { go: 'back', state: 'kept' },
      { go: 'next', state: 'c' },
      { go: 'next', state: 'cd' },
    ],
    2,
  );
  assert.equal(await takeSteps(steps, ''), 'cd');
  assert.deepEqual(
    asked.map(({ state, position }) => `${position.step}:${state}`),
    ['1:', '2:a', '1:a', '2:b', '1:kept', '2:c'],
  );
});

test('cancel leaves with nothing', async () => {
  const { asked, steps } = scripted([{ go: 'next', state: 'a' }, { go: 'cancel' }], 3);
  assert.equal(await takeSteps(steps, ''), undefined);
  assert.equal(asked.length, 2);
});

test('an answer may add steps that come after it', async () => {
  const { asked, steps } = scripted(
    [{ go: 'next', state: 'more' }, { go: 'back' }, { go: 'next', state: 'less' }],
    3,
  );
  await takeSteps((state) => steps.slice(0, state === 'more' ? 3 : 1), '');
  assert.deepEqual(
    asked.map(({ state, position }) => `${state} ${position.step}/${position.totalSteps}`),
    [' 1/1', 'more 2/3', 'more 1/3'],
  );
});
