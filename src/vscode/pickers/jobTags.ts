/** Tags of a job, as people type them: `team=data, cost=42`. Pure. */

import { Fault } from '../../base/fault';
import { checkedTags } from '../../generate/job';

type Tags = Readonly<Record<string, string>>;

/** @throws Fault `usage` for what is no `name=value`, for a name that stands twice, and for tags that Databricks would not take. */
export function readTags(text: string): Tags {
  const tags = new Map<string, string>();
  for (const part of text.split(',').filter((one) => one.trim() !== '')) {
    const [name = '', ...value] = part.split('=').map((one) => one.trim());
    if (value.length === 0 || tags.has(name)) {
      throw new Fault('usage', `${JSON.stringify(part.trim())} is no name=value, or its name stands twice.`);
    }
    tags.set(name, value.join('='));
  }
  return checkedTags(Object.fromEntries(tags));
}

export function tagsText(tags: Tags): string {
  return Object.entries(tags)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
}
