import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, test } from 'node:test';
import { Fault } from '../../../src/base/fault';
import { DIALECTS, type Dialect } from '../../../src/generate/dialect';
import { generateJob, JOB_FORMATS, type JobFormat } from '../../../src/generate/generate';
import { taskKinds } from '../../../src/generate/job';
import { type Compute, JOB_TAG, type JobOptions, type JobTask } from '../../../src/generate/jobOptions';
import { type Subject, subjectId } from '../../../src/generate/subject';
import { matchesGolden } from '../support/golden';
import { readBlockYaml } from './blockYaml';
import { assertShape } from './bundleShape';
import { SUBJECTS } from './subjects';

const CLUSTER = { sparkVersion: '16.4.x-scala2.12', nodeType: 'Standard_D4ds_v5', workers: 2 };
const SCHEDULE = { cron: '0 0 3 ? * SUN', timeZone: 'Europe/Berlin', paused: false };
const OPTIONS: JobOptions = {
  task: { kind: 'python', path: '/Workspace/Shared/overwatch_backup.py' },
  compute: { kind: 'serverless' },
  schedule: SCHEDULE,
  emails: ['ops@example.com'],
  webhooks: ['0481e838-0a59-4eff-9541-a4ca6f149574'],
  retries: 1,
  timeoutMinutes: 600,
  tags: { team: 'data platform' },
  jarVersion: '0.8.2.0',
};
const SNAPSHOT = SUBJECTS.snapshot;

function job(
  subject: Subject,
  dialect: Dialect,
  more: Partial<JobOptions> = {},
  format: JobFormat = 'json',
): string {
  return generateJob(subject, dialect, { ...OPTIONS, ...more }, format).text;
}

const ENDINGS: Readonly<Record<JobFormat, string>> = { json: 'json.txt', bundle: 'yml.txt', terraform: 'tf' };
const cases: [string, Subject, Dialect, Partial<JobOptions>][] = [
  ['python-serverless', SUBJECTS.incremental, 'no-jar', {}],
  [
    'notebook-existing',
    SUBJECTS.restore,
    'no-jar',
    {
      task: { kind: 'notebook', path: '/Workspace/n' },
      compute: { kind: 'existing', clusterId: '1122-334455-abcd' },
      emails: [],
      webhooks: [],
      retries: 0,
      tags: {},
    },
  ],
  [
    'jar-job-cluster',
    SNAPSHOT,
    'jar',
    { task: { kind: 'jar' }, compute: { kind: 'job-cluster', cluster: { ...CLUSTER, policyId: 'ABC' } } },
  ],
  [
    'guide-new-cluster',
    SUBJECTS.migrate,
    'guide',
    {
      task: { kind: 'jar' },
      compute: { kind: 'new-cluster', cluster: CLUSTER },
      schedule: { ...SCHEDULE, paused: true },
    },
  ],
  [
    'jar-serverless',
    SNAPSHOT,
    'jar',
    { task: { kind: 'jar' }, jar: '/Volumes/main/libs/jars/overwatch_2.13.jar' },
  ],
];

describe('golden jobs', () => {
  for (const [name, subject, dialect, more] of cases) {
    for (const format of JOB_FORMATS) {
      test(`${name} as ${format}`, () => {
        // A bundle cannot hold ${…}, which the root does not, and Terraform must keep it.
        matchesGolden(
          path.join(__dirname, 'golden', `job-${name}.${ENDINGS[format]}`),
          job(subject, dialect, more, format),
        );
      });
    }
  }
});

describe('jobs', () => {
  const computes: Compute[] = [
    { kind: 'serverless' },
    { kind: 'existing', clusterId: '1' },
    { kind: 'job-cluster', cluster: CLUSTER },
    { kind: 'new-cluster', cluster: { ...CLUSTER, policyId: 'p' } },
  ];
  const tasks: JobTask[] = [
    { kind: 'jar' },
    { kind: 'notebook', path: './n.py' },
    { kind: 'python', path: './s.py' },
  ];

  test('say the same in every format, and have the shape of the published schema', () => {
    let count = 0;
    for (const subject of Object.values(SUBJECTS)) {
      for (const dialect of DIALECTS) {
        for (const task of tasks.filter(({ kind }) => taskKinds(subject, dialect).includes(kind))) {
          for (const compute of computes.filter(
            ({ kind }) => kind !== 'serverless' || dialect === 'no-jar',
          )) {
            const bundle = readBlockYaml(job(subject, dialect, { task, compute }, 'bundle'));
            assertShape(bundle);
            const absolute = task.kind === 'jar' ? task : { ...task, path: '/Workspace/n' };
            const settings = JSON.parse(job(subject, dialect, { task: absolute, compute }));
            const key = Object.keys((bundle as { resources: { jobs: object } }).resources.jobs)[0] ?? '';
            const [own] = Object.values((bundle as { resources: { jobs: object } }).resources.jobs);
            assert.match(key, /^[a-z]\w*$/);
            assert.deepEqual(
              JSON.parse(JSON.stringify(own).replaceAll(/"\.\/[ns]\.py"/g, '"/Workspace/n"')),
              settings,
            );
            count += 1;
          }
        }
      }
    }
    assert.ok(count > 60, String(count));
  });

  test('are found again by their tag', () => {
    const tag = (subject: Subject) => JSON.parse(job(subject, 'no-jar')).tags[JOB_TAG];
    assert.equal(tag(SNAPSHOT), subjectId(SNAPSHOT));
    assert.match(tag(SNAPSHOT), /^[\w-]{1,100}$/);
    assert.notEqual(tag(SNAPSHOT), tag(SUBJECTS.incremental));
    const elsewhere = { ...SNAPSHOT, parameters: { ...SNAPSHOT.parameters, root: '/mnt/other' } };
    assert.notEqual(tag(SNAPSHOT), tag(elsewhere));
  });

  test('never run twice at a time, and weekly', () => {
    const settings = JSON.parse(job(SNAPSHOT, 'no-jar'));
    assert.equal(settings.max_concurrent_runs, 1);
    assert.equal(settings.schedule.quartz_cron_expression, '0 0 3 ? * SUN');
  });

  test('as Terraform are formatted as Terraform has it', {
    skip: spawnSync('terraform', ['-version']).error !== undefined,
  }, () => {
    for (const [, subject, dialect, more] of cases) {
      const { stdout, status } = spawnSync('terraform', ['fmt', '-check', '-diff', '-'], {
        input: job(subject, dialect, more, 'terraform'),
        encoding: 'utf8',
      });
      assert.deepEqual([stdout, status], ['', 0]);
    }
  });
});

describe('jobs that cannot be are refused', () => {
  const refusals: [string, Subject, Dialect, Partial<JobOptions>, JobFormat, RegExp][] = [
    [
      'a released JAR with exclusions',
      SUBJECTS['snapshot-without'],
      'jar',
      { task: { kind: 'jar' } },
      'json',
      /reads its clone level.*--task notebook/,
    ],
    [
      'a JAR for a bronze backup',
      SUBJECTS['bronze-backup'],
      'guide',
      { task: { kind: 'jar' } },
      'json',
      /has no main class/,
    ],
    ['Python for a JAR', SNAPSHOT, 'jar', {}, 'json', /no python task/],
    ['a JAR without one', SNAPSHOT, 'no-jar', { task: { kind: 'jar' } }, 'json', /no jar task/],
    [
      'a released JAR on serverless compute',
      SNAPSHOT,
      'jar',
      { task: { kind: 'jar' } },
      'json',
      /Scala 2\.13/,
    ],
    [
      'Scala on serverless compute',
      SNAPSHOT,
      'jar',
      { task: { kind: 'notebook', path: '/n' } },
      'json',
      /no Scala/,
    ],
    [
      'a bad schedule',
      SNAPSHOT,
      'no-jar',
      { schedule: { ...SCHEDULE, cron: '0 3 * * *' } },
      'json',
      /5 fields/,
    ],
    [
      'a bad zone',
      SNAPSHOT,
      'no-jar',
      { schedule: { ...SCHEDULE, timeZone: 'Berlin' } },
      'json',
      /no time zone/,
    ],
    ['a bad address', SNAPSHOT, 'no-jar', { emails: ['me'] }, 'json', /--email/],
    ['a bad tag', SNAPSHOT, 'no-jar', { tags: { ö: '' } }, 'json', /--tag/],
    ['our own tag', SNAPSHOT, 'no-jar', { tags: { [JOB_TAG]: 'x' } }, 'json', /is taken/],
    [
      'a bad version',
      SNAPSHOT,
      'jar',
      { task: { kind: 'jar' }, compute: { kind: 'existing', clusterId: '1' }, jarVersion: 'latest' },
      'json',
      /--jar-version/,
    ],
    [
      'a file beside no bundle',
      SNAPSHOT,
      'no-jar',
      { task: { kind: 'python', path: './s.py' } },
      'terraform',
      /is not in the workspace/,
    ],
    [
      'a file that is nowhere',
      SNAPSHOT,
      'no-jar',
      { task: { kind: 'python', path: 's.py' } },
      'bundle',
      /--file/,
    ],
    ['an interpolation', SNAPSHOT, 'no-jar', { name: `a $${'{b}'}` }, 'bundle', /bundle/],
  ];
  for (const [what, subject, dialect, more, format, pattern] of refusals) {
    test(what, () => {
      assert.throws(
        () => job(subject, dialect, more, format),
        (error) =>
          error instanceof Fault &&
          error.code === 'usage' &&
          pattern.test(`${error.message} ${error.advice}`),
      );
    });
  }
});
