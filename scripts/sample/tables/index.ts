/** All tables of the sample, in the catalog's order, and one that the catalog does not know. */

import { BRONZE_TABLES } from './bronze';
import { GOLD_TABLES } from './gold';
import { REPORT_TABLES, TEAM_NOTES } from './report';
import { SILVER_TABLES } from './silver';

export const SAMPLE_TABLES = [
  ...REPORT_TABLES,
  ...BRONZE_TABLES,
  ...SILVER_TABLES,
  ...GOLD_TABLES,
  TEAM_NOTES,
];
