import { invalidArgument } from '@csm/base';
import { MOST_SHARD_BYTES, MOST_SHARDS } from '../check-plan.js';
import { mapBytes } from '../map-settings.js';
import type { MapSettings } from '../plan.js';
import type { MakePlanOptions } from '../plan-options.js';

/** A shard has at most so many inputs unless the caller chooses, so that little is lost if a worker is killed. */
const MOST_INPUTS = 512;
const USUAL_BYTES = 64e6;

/**
 * The number of inputs per shard.
 * @throws if there are more shards than inputs, or too few for the memory of a worker.
 */
export function shardSize(
  {
    ids,
    count,
    shards,
    shardSize: chosen,
    concepts,
    batchSize = 8,
    onWarning = console.warn,
  }: MakePlanOptions,
  maps: MapSettings,
): number {
  const each = mapBytes(maps, concepts.length);
  const total = count ?? (Array.isArray(ids) ? ids.length : undefined);
  if (shards === undefined) {
    const most = Math.min(MOST_INPUTS, Math.floor(USUAL_BYTES / Math.max(1, each)));
    const size = chosen ?? Math.max(1, Math.floor(most / batchSize) * batchSize);
    checkSize(size, each, total);
    return size;
  }
  if (total === undefined) {
    throw invalidArgument(
      'makePlan: expected the number of inputs to cut them into shards; ids is not an array; pass count, or shardSize instead of shards.',
    );
  }
  if (shards > total) {
    throw invalidArgument(
      `makePlan: expected at most one shard per input, ${total}; got ${shards}; use fewer shards.`,
    );
  }
  const size = Math.ceil(total / shards);
  checkSize(size, each, total);
  const made = Math.ceil(total / size);
  if (made < shards) {
    onWarning(
      `makePlan: ${total} inputs make ${made} shards of at most ${size} instead of ${shards}; number the tasks accordingly.`,
    );
  }
  return size;
}

function checkSize(size: number, each: number, total: number | undefined): void {
  const fits = Math.floor(MOST_SHARD_BYTES / Math.max(1, each));
  if (fits === 0) {
    throw invalidArgument(
      `makePlan: expected maps of at most ${MOST_SHARD_BYTES / 1e6} MB per input; got ${Math.ceil(each / 1e6)} MB; ` +
        "use maps: 'none', or 'pooled' for pictures.",
    );
  }
  if (Math.min(size, total ?? size) > fits) {
    const needed = total === undefined ? '' : `, or at least ${Math.ceil(total / fits)} shards`;
    throw invalidArgument(
      `makePlan: expected shards whose maps take at most ${MOST_SHARD_BYTES / 1e6} MB, because a worker keeps them in memory; ` +
        `one of ${size} inputs takes ${Math.ceil((size * each) / 1e6)} MB; use a shard size of at most ${fits}${needed}.`,
    );
  }
  if (total === undefined || Math.ceil(total / size) <= MOST_SHARDS) return;
  throw invalidArgument(
    `makePlan: expected at most ${MOST_SHARDS} shards; got ${Math.ceil(total / size)}; use larger shards.`,
  );
}
