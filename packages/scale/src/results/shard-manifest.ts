import type { Plan } from '../plan/plan.js';
import { type ScoreFigures, scoreFigures } from './scores/score-figures.js';
import type { ShardResults } from './shard-results.js';

/** What says that a shard is complete: put last, after everything that it lists. */
export interface ShardManifest {
  readonly format: 'csm-shard';
  /** `id` of the plan. */
  readonly plan: string;
  readonly shard: number;
  readonly inputs: number;
  /** The shard's objects by key. */
  readonly objects: Readonly<Record<string, ObjectHash>>;
  /** Scores of each concept in figures, in the order of the plan. */
  readonly scores: readonly ScoreFigures[];
}

/** What an object must be. */
export interface ObjectHash {
  readonly bytes: number;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
}

/**
 * @param objects what `writeShard` returned.
 */
export function shardManifest(
  plan: Plan,
  { first, ids, scores }: ShardResults,
  objects: Readonly<Record<string, ObjectHash>>,
): ShardManifest {
  return {
    format: 'csm-shard',
    plan: plan.id,
    shard: Math.floor(first / plan.shards.size),
    inputs: ids.length,
    objects,
    scores: scores.map(scoreFigures),
  };
}

export function manifestBytes(manifest: ShardManifest): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`);
}
