import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  computeText,
  jobStepIds,
  newJobDraft,
  toCompute,
  toOnceOptions,
  toScheduledOptions,
} from '../../../../src/vscode/pickers/jobDraft';
import { SUBJECTS } from '../../generate/subjects';

const DRAFT = newJobDraft('Europe/Berlin');

test('a run takes few questions, a scheduled job on a new cluster all of them', () => {
  assert.deepEqual(jobStepIds(DRAFT, 'snapshot', false), ['how', 'compute', 'review']);
  const all = { ...DRAFT, repeats: true, compute: { kind: 'new' } } as const;
  assert.deepEqual(jobStepIds(all, 'bronze-backup', true), [
    ...['workspace', 'how', 'compute', 'nodeType', 'runtime', 'workers', 'policy'],
    ...['schedule', 'review'],
  ]);
});

test('what is done once has no schedule, whatever was chosen for another process before', () => {
  const repeating = { ...DRAFT, repeats: true };
  assert.deepEqual(jobStepIds(repeating, 'restore', false), ['compute', 'review']);
  assert.deepEqual(jobStepIds(repeating, 'migrate', false), ['compute', 'review']);
});

test('a new cluster is the task’s of a run, and the job’s of a job', () => {
  const draft = { ...DRAFT, compute: { kind: 'new' }, nodeType: 'i3.xlarge', workers: 4 } as const;
  assert.equal(toOnceOptions(draft).compute.kind, 'new-cluster');
  assert.equal(toScheduledOptions(draft, SUBJECTS.snapshot).compute.kind, 'job-cluster');
  assert.equal(computeText(draft), 'a new cluster: 4 × i3.xlarge, 16.4.x-scala2.12');
  assert.throws(() => toCompute({ ...draft, nodeType: undefined }, 'new-cluster'), /have not been chosen/);
});

test('a scheduled job has its schedule and is tried again', () => {
  const { schedule, retries } = toScheduledOptions({ ...DRAFT, repeats: true }, SUBJECTS.snapshot);
  assert.deepEqual(schedule, { cron: '0 0 3 ? * SUN', timeZone: 'Europe/Berlin', paused: false });
  assert.equal(retries, 1);
  const once = toScheduledOptions({ ...DRAFT, repeats: true }, SUBJECTS.restore);
  assert.deepEqual([once.schedule, once.retries], [undefined, 0]);
});

test('who is told, tags and a paused schedule come through', () => {
  const recipients = { emails: ['ops@example.com'], webhooks: ['1234abcd-0000-1111-2222-333344445555'] };
  const draft = { ...DRAFT, repeats: true, paused: true, recipients, tags: { team: 'data' } };
  const { schedule, tags, ...options } = toScheduledOptions(draft, SUBJECTS.snapshot);
  assert.equal(schedule?.paused, true);
  assert.deepEqual(tags, { team: 'data' });
  assert.deepEqual([options.emails, options.webhooks], [recipients.emails, recipients.webhooks]);
  assert.deepEqual(toOnceOptions(draft).webhooks, recipients.webhooks);
});
