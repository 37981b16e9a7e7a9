/** Incremental snapshots of tables in a folder. */

import { type IncrementalOutcome, incrementalClone, verifyIncremental } from '../../delta/incremental';
import type { Snapshot } from '../../delta/snapshot';
import { totals } from '../../delta/stats';
import type { Storage } from '../../storage/storage';
import type { CloneMetrics, IncrementalResult, Lakehouse } from '../lakehouse';
import { refuseOverlap } from './root';
import type { Snapshots } from './snapshots';

export function incrementalInFolder(
  storage: Storage,
  snapshots: Snapshots,
): Pick<Lakehouse, 'incremental' | 'verifyIncremental'> {
  return {
    async incremental({ source, sourceVersion, target, checkpoint, write, checksum }, onProgress, signal) {
      await refuseOverlap(storage, source, target);
      const from = await snapshots.open(source, { version: sourceVersion }, signal);
      const request = {
        source: from,
        openSource: (version: number) => snapshots.open(source, { version }, signal),
        table: target,
        target: await snapshots.tryOpenLatest(target, signal),
        checkpointDirectory: checkpoint,
        write,
        sha256: checksum ? storage.sha256 : undefined,
      };
      return toResult(from, await incrementalClone(storage, request, onProgress, signal));
    },

    verifyIncremental: (target, { targetVersion, expectedRows }, signal) =>
      verifyIncremental(storage, target, { version: targetVersion, expectedRows }, signal),
  };
}

function toResult(source: Snapshot, outcome: IncrementalOutcome): IncrementalResult {
  return {
    changed: outcome.kind !== 'unchanged',
    metrics: metricsOf(source, outcome),
    targetVersion: outcome.version,
    warnings: outcome.warnings,
    expectedRows: outcome.kind === 'unchanged' ? undefined : outcome.expectedRows,
    ...(outcome.kind === 'unchanged' && !outcome.isVerified ? { unverified: true } : {}),
  };
}

/** Copied is what came into the copy, by file or written anew; removed is what was written anew without the rows that were replaced. */
function metricsOf(source: Snapshot, outcome: IncrementalOutcome): CloneMetrics {
  if (outcome.kind === 'first') return outcome.metrics;
  const { files, bytes } = totals(source.files);
  const metrics = outcome.kind === 'unchanged' ? undefined : outcome.metrics;
  return {
    sourceTableSize: bytes,
    sourceNumOfFiles: files,
    numRemovedFiles: metrics?.rewrittenFiles ?? 0,
    numCopiedFiles: (metrics?.copiedFiles ?? 0) + (metrics?.writtenFiles ?? 0),
    removedFilesSize: 0,
    copiedFilesSize: (metrics?.copiedBytes ?? 0) + (metrics?.writtenBytes ?? 0),
  };
}
