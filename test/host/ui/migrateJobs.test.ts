/** A migration in a workspace, whose Overwatch jobs are paused for it and resumed in the end, with a real Spark behind the SQL warehouse. */

import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { launch, type Workbench } from '../harness';
import { PROFILE, startWorkspace, type TestWorkspace } from './workspace';

/** A statement takes its time on a busy machine. */
const SLOW = { limitMs: 90_000 };
const NAMES = ['guarded', 'nightly', 'optimizer', 'paused before'] as const;
type Name = (typeof NAMES)[number];

describe('Migrate… in a workspace with jobs', () => {
  let workspace: TestWorkspace;
  let workbench: Workbench;
  let root: string;
  const ids = new Map<string, string>();

  before(async () => {
    workspace = await startWorkspace();
    const { spark, rest } = workspace;
    root = path.join(spark.scratchDir, 'moved');
    await spark.sql(
      'CREATE TABLE spark_catalog.default.overwatch_config (etl_database_name STRING, storage_prefix STRING) USING delta',
    );
    await spark.sql(`INSERT INTO spark_catalog.default.overwatch_config VALUES ('overwatch', 'dbfs:/old')`);
    for (const name of NAMES) {
      const id = rest.jobs.add({
        name,
        tasks: [{ task_key: 'a', notebook_task: { notebook_path: `/Shared/overwatch/${name}` } }],
        schedule: {
          quartz_cron_expression: '0 0 3 ? * SUN',
          timezone_id: 'UTC',
          pause_status: name === 'paused before' ? 'PAUSED' : 'UNPAUSED',
        },
      });
      ids.set(name, id);
    }
    rest.jobs.readOnly.add(idOf('guarded'));
    const settings = {
      'overwatch.lakehouses': [`databricks://${PROFILE}/abcdef0123456789?auth=profile`],
      'overwatch.openReportAfterRun': false,
    };
    workbench = await launch(workspace.folder, settings, { env: workspace.env });
    await workbench.openContainer('Overwatch');
  });
  after(async () => {
    await workbench?.close();
    await workspace?.stop();
  });

  function idOf(name: Name): string {
    return ids.get(name) ?? '';
  }

  /** The jobs that do not start by themselves now. */
  function paused(): readonly Name[] {
    return NAMES.filter((name) => {
      const { schedule } = workspace.rest.jobs.find(idOf(name)).settings;
      return (schedule as { pause_status: string }).pause_status === 'PAUSED';
    });
  }

  /** Up to the question what becomes of the source. @param config what the deployment config says now */
  async function toSource(root: string, config: string): Promise<void> {
    const { quickPick } = workbench;
    await workbench.tree('Databases').focus(['work', 'overwatch'], SLOW);
    await workbench.tree('Databases').chooseFromMenu(['work', 'overwatch'], 'Migrate…');
    await quickPick.waitFor('(1/6)', SLOW);
    await quickPick.accept();
    await quickPick.waitFor('(2/6)', SLOW);
    await quickPick.type(root);
    await quickPick.accept();
    await quickPick.waitFor('(3/6)', SLOW);
    await quickPick.type('spark_catalog.default.overwatch_config');
    await workbench.eventually(
      'the config is read',
      async () => (await quickPick.state())?.drawn[0]?.detail.includes(`storage_prefix is ${config}`),
      SLOW,
    );
    await quickPick.accept();
    await quickPick.waitFor('(4/6)', SLOW);
  }

  async function toChecklist(): Promise<void> {
    await toSource(root, 'dbfs:/old');
    await workbench.quickPick.accept();
    await workbench.quickPick.waitFor('(5/6)', SLOW);
  }

  /** The labels of the rows between the first step and the second. */
  async function jobRows(): Promise<readonly string[]> {
    const items = await workbench.quickPick.items();
    const second = items.findIndex(({ label }) => label.startsWith('2.'));
    return items.slice(1, second).map(({ label, detail }) => `${label}: ${detail}`);
  }

  it('pauses the jobs that the user chooses; one that fails is named, and the step is not taken', async () => {
    const { quickPick } = workbench;
    await toChecklist();
    await workbench.eventually(
      'the jobs are found',
      async () => (await jobRows())[0] === 'Pause 3 Overwatch jobs…: guarded, nightly, optimizer',
      { ...SLOW, seen: jobRows },
    );
    await workbench.screenshot('migrate-jobs');
    await quickPick.pick(/^Pause 3/);
    await quickPick.waitFor('Which jobs are to be paused until the migration is done?');
    assert.deepEqual(
      (await quickPick.items()).map(({ label, checked }) => [label, checked]),
      [
        ['guarded', true],
        ['nightly', true],
        ['optimizer', true],
      ],
    );
    await workbench.screenshot('migrate-jobs-choice');
    await quickPick.accept();
    await workbench.notifications.waitFor(/Not paused: guarded\. .*Manage or Owner permissions/);
    await quickPick.waitFor('Stop the Overwatch jobs first');
    assert.deepEqual(await jobRows(), [
      'Pause 1 Overwatch job…: guarded',
      'Paused for this migration: nightly, optimizer',
    ]);
    assert.deepEqual(paused(), ['nightly', 'optimizer', 'paused before']);
    await workbench.screenshot('migrate-jobs-failed');
    await quickPick.pick('Continue');
    await quickPick.waitFor('Stop the Overwatch jobs first');
  });

  it('offers to resume them where the wizard is left, and knows them after a reload', async () => {
    await workbench.quickPick.cancel();
    const told = await workbench.notifications.waitFor(/still paused: nightly, optimizer/);
    assert.ok(told.buttons.includes('Resume'));
    await workbench.reload();
    await workbench.openContainer('Overwatch');
    workspace.rest.jobs.readOnly.clear();
    await toChecklist();
    await workbench.eventually(
      'the jobs are found',
      async () => (await jobRows())[1] === 'Paused for this migration: nightly, optimizer',
      { ...SLOW, seen: jobRows },
    );
    await workbench.quickPick.pick(/^Pause 1/);
    await workbench.quickPick.waitFor('Which jobs are to be paused until the migration is done?');
    await workbench.quickPick.accept();
    await workbench.quickPick.waitFor('The jobs are stopped. Continue with the review.');
    assert.match(
      (await jobRows()).join('\n'),
      /^No Overwatch job starts by itself: \nPaused for this migration: /,
    );
    await workbench.screenshot('migrate-jobs-paused');
  });

  it('migrates, and resumes in the end exactly those that were paused for it', async () => {
    const { quickPick } = workbench;
    await quickPick.pick('Continue');
    await quickPick.waitFor('(6/6)', SLOW);
    await workbench.eventually(
      'the plan is made',
      async () => (await quickPick.items()).some(({ label }) => label === 'Run'),
      SLOW,
    );
    await quickPick.pick('Run');
    await workbench.notifications.waitFor(/Migration of overwatch: 3 tables copied and verified/, {
      // Some thirty statements.
      limitMs: 300_000,
    });
    assert.deepEqual(paused(), NAMES, 'nothing is resumed before the user says so');
    // What the journal says counts, after a reload too.
    await workbench.reload();
    await workbench.openContainer('Overwatch');
    const run = ['Migration of overwatch'];
    await workbench.tree('Runs').focus(run, SLOW);
    await workbench.tree('Runs').chooseFromMenu(run, 'Migration Checklist…');
    await quickPick.waitFor('Restart the Overwatch jobs, then confirm step 5', SLOW);
    const resume = (await quickPick.items()).find(({ label }) => label.startsWith('Resume'));
    assert.equal(
      `${resume?.label}: ${resume?.detail}`,
      'Resume 3 Overwatch jobs: nightly, optimizer, guarded',
    );
    await workbench.screenshot('migrate-jobs-resume');
    workspace.rest.jobs.readOnly.add(idOf('optimizer'));
    await quickPick.pick('Resume 3 Overwatch jobs');
    await workbench.notifications.waitFor(/Not resumed: optimizer\. .*Manage or Owner permissions/);
    assert.deepEqual(paused(), ['optimizer', 'paused before']);
    await quickPick.waitFor('Restart the Overwatch jobs, then confirm step 5');
    workspace.rest.jobs.readOnly.clear();
    await quickPick.pick('Resume 3 Overwatch jobs');
    await quickPick.waitFor('The migration is done.', SLOW);
    assert.deepEqual(paused(), ['paused before']);
    await workbench.screenshot('migrate-jobs-done');
    await quickPick.cancel();
  });

  it('drops the schema only where the loss of what goes along is accepted', async () => {
    const { quickPick } = workbench;
    const { sql, scratchDir } = workspace.spark;
    await sql('CREATE VIEW spark_catalog.overwatch.a_view AS SELECT 1 AS one');
    await toSource(path.join(scratchDir, 'moved again'), root);
    await quickPick.pick(/^Drop the Source/);
    await quickPick.waitFor('(5/8)', SLOW);
    const [loss, ...others] = await quickPick.items();
    assert.deepEqual([loss?.label, loss?.description, others], ['a_view', 'no Delta table', []]);
    await quickPick.accept();
    await quickPick.waitFor('Cannot drop: 1 of 1 not accepted as lost.');
    await workbench.screenshot('migrate-losses-schema');
    await quickPick.check('a_view', true);
    await quickPick.accept();
    await quickPick.waitFor('(6/8)', SLOW);
    await quickPick.pick(/^1\. Stop the Overwatch jobs/);
    await quickPick.waitFor('The jobs are stopped');
    await quickPick.pick('Continue');
    await quickPick.waitFor('(7/8)', SLOW);
    await workbench.eventually(
      'the plan is made',
      async () => (await quickPick.items()).some(({ label }) => label === 'Run…'),
      SLOW,
    );
    await quickPick.pick('Run…');
    await quickPick.waitFor('(8/8)');
    await quickPick.type('overwatch');
    await quickPick.accept();
    await workbench.notifications.waitFor(
      /Migration of overwatch: 3 tables copied and verified.*The source is dropped/,
      { limitMs: 300_000 },
    );
    assert.deepEqual(await sql("SHOW SCHEMAS LIKE 'overwatch'"), []);
  });
});
