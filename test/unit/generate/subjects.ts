/** One process of each kind, as the tests of what is generated have them. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { SCRIPT_FILE } from '../../../src/generate/script';
import type { Subject } from '../../../src/generate/subject';

const ROOT = 'abfss://backup@lake.dfs.core.windows.net/over watch/$it\'s "1"';
const COMMON = { database: { name: 'main.overwatch_etl', location: '' }, root: ROOT, checksum: false };

/** With a path that every language has to escape. */
export const SUBJECTS = {
  snapshot: {
    process: 'snapshot',
    parameters: { ...COMMON, type: 'full', layers: ['bronze', 'gold'], exclude: [], include: [] },
  },
  'snapshot-without': {
    process: 'snapshot',
    parameters: {
      ...COMMON,
      type: 'full',
      layers: ['bronze', 'silver', 'gold'],
      exclude: ['JOB_STATUS_silver, main.overwatch_etl.jobRun_gold'],
      include: [],
    },
  },
  incremental: {
    process: 'snapshot',
    parameters: {
      ...COMMON,
      type: 'incremental',
      layers: ['bronze', 'silver', 'gold'],
      exclude: [],
      include: [],
    },
  },
  restore: { process: 'restore', parameters: { ...COMMON, from: '/mnt/backup/ow' } },
  'bronze-backup': {
    process: 'bronze-backup',
    parameters: { ...COMMON, prefix: ROOT, overwrite: true, exclude: ['clusters_snapshot_bronze'] },
  },
  migrate: {
    process: 'migrate',
    parameters: {
      ...COMMON,
      exclude: [],
      include: [],
      config: { location: 'main.config.overwatch' },
      dropSource: true,
      acceptLoss: [],
    },
  },
} as const satisfies Record<string, Subject>;

export const SCRIPT = readFileSync(path.join(__dirname, '..', '..', '..', SCRIPT_FILE), 'utf8');
