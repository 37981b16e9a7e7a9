import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  generateJobStepIds,
  generateWholeJob,
  likelyPath,
  newGenerateJob,
  taskKindOf,
  withJobDialect,
} from '../../../../src/vscode/pickers/generateJobDraft';
import { newJobDraft } from '../../../../src/vscode/pickers/jobDraft';
import { SCRIPT, SUBJECTS } from '../../generate/subjects';

const DRAFT = newGenerateJob(newJobDraft('Europe/Berlin'));

test('a bundle brings along what it runs, and other forms ask where it lies', () => {
  assert.ok(generateJobStepIds(DRAFT, SUBJECTS.snapshot, true).includes('path'));
  const bundle = { ...DRAFT, format: 'bundle' } as const;
  assert.ok(!generateJobStepIds(bundle, SUBJECTS.snapshot, true).includes('path'));
  const { files, notes } = generateWholeJob(bundle, SUBJECTS.incremental, SCRIPT);
  assert.deepEqual(
    files.map(({ name }) => name),
    ['overwatch_backup.py', 'databricks.yml'],
  );
  assert.match(files[1]?.text ?? '', /python_file: "\.\/overwatch_backup\.py"/);
  assert.equal(files[0]?.text, SCRIPT);
  assert.deepEqual(
    notes.filter((note) => note.startsWith('The job needs')),
    [],
  );
});

test('a job by the Jobs API names the script in the workspace', () => {
  const { files, notes } = generateWholeJob(DRAFT, SUBJECTS.snapshot, SCRIPT);
  assert.equal(files.length, 1);
  assert.match(
    files[0]?.text ?? '',
    /"python_file": "\/Workspace\/Shared\/overwatch-backup\/overwatch_backup\.py"/,
  );
  assert.match(files[0]?.text ?? '', /"quartz_cron_expression": "0 0 3 \? \* SUN"/);
  assert.ok(notes.some((note) => note.startsWith('The job needs the script')));
});

test('Overwatch’s own JARs are given a cluster with a runtime that takes them', () => {
  const jar = withJobDialect(DRAFT, 'jar');
  assert.equal(jar.job.compute.kind, 'new');
  assert.equal(jar.job.sparkVersion, '11.3.x-scala2.12');
  assert.equal(taskKindOf(jar, SUBJECTS.snapshot), 'jar');
  // The released runner mis-reads exclusions.
  assert.equal(taskKindOf(jar, SUBJECTS['snapshot-without']), 'notebook');
  assert.match(likelyPath(jar, SUBJECTS['snapshot-without']), /overwatch-backup\/snapshot-/);
});

test('what is done once has no schedule', () => {
  assert.ok(!generateJobStepIds(DRAFT, SUBJECTS.restore, false).includes('schedule'));
  const { files } = generateWholeJob(DRAFT, SUBJECTS.restore, SCRIPT);
  assert.ok(!(files[0]?.text ?? '').includes('quartz'));
});
