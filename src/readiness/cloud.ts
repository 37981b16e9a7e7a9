/** On which cloud a workspace runs, by its host. Pure. */

import { isAzureHost } from '../workspace/host';
import type { Cloud } from './facts';

/** Undefined for a name that does not tell, such as one of a company's own. */
export function cloudOf(host: string): Cloud | undefined {
  if (isAzureHost(host)) return 'azure';
  if (/\.gcp\.databricks\.com(:\d+)?$/.test(host)) return 'gcp';
  return /\.cloud\.databricks\.(com|us|mil)(:\d+)?$/.test(host) ? 'aws' : undefined;
}
