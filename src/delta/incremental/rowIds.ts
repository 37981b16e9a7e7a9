/**
 * Fresh row ids for the files that a commit adds, which every table with the feature `rowTracking` must give.
 *
 * Source: PROTOCOL.md, "Writer Requirements for Row Tracking".
 */

import { Fault } from '../../base/fault';
import type { AddFile, DomainMetadata } from '../actions';
import { fileRows } from '../stats';

const DOMAIN = 'delta.rowTracking';

/**
 * @param domains of both the source and the copy, so that ids that either has given are not given again
 * @param version the version that is going to be committed
 * @throws Fault `unsupported-feature` for a file whose rows are not counted.
 */
export function withFreshRowIds(
  adds: readonly AddFile[],
  domains: readonly DomainMetadata[],
  version: number,
): { readonly adds: readonly AddFile[]; readonly domain: DomainMetadata } {
  let next = Math.max(-1, ...domains.filter(({ domain }) => domain === DOMAIN).map(highWaterMark)) + 1;
  const numbered = adds.map((add) => {
    const { deletionVector, ...whole } = add;
    const rows = fileRows(whole);
    if (rows === undefined) {
      throw new Fault(
        'unsupported-feature',
        `The file ${add.path} has no row count, so its rows can be given no ids.`,
      );
    }
    const baseRowId = next;
    next += rows;
    return {
      ...whole,
      ...(deletionVector === undefined ? {} : { deletionVector }),
      baseRowId,
      defaultRowCommitVersion: version,
    };
  });
  const configuration = JSON.stringify({ rowIdHighWaterMark: next - 1 });
  return { adds: numbered, domain: { domain: DOMAIN, configuration, removed: false } };
}

function highWaterMark({ configuration }: DomainMetadata): number {
  return Number(/"rowIdHighWaterMark"\s*:\s*(-?\d+)/.exec(configuration)?.[1] ?? -1);
}
