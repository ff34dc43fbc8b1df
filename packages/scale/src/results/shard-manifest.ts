import { invalidFile } from '@csm/base';
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

/**
 * Reads a manifest, and checks that it is that of a shard of a plan.
 * @param caller name of the function; the error begins with it.
 * @param name what messages call the manifest.
 * @throws an error with code `ERR_INVALID_FILE` if it is damaged, or that of another plan or shard.
 */
export function readManifest(
  caller: string,
  bytes: Uint8Array,
  plan: Plan,
  shard: number,
  name: string,
): ShardManifest {
  const manifest = parsed(bytes);
  if (manifest?.plan === plan.id && manifest.shard === shard) return manifest;
  const [what, remedy] = manifest
    ? ['that of another plan or shard', 'use the store of this plan, or an empty one']
    : ['damaged', `delete it, and run task ${shard} again`];
  throw invalidFile(
    `${caller}: expected the manifest of shard ${shard} of plan ${plan.id.slice(0, 12)}; ${name} is ${what}; ${remedy}.`,
  );
}

/** Undefined unless it is JSON with the parts of a manifest. */
function parsed(bytes: Uint8Array): ShardManifest | undefined {
  try {
    const value = JSON.parse(
      new TextDecoder('utf-8', { fatal: true }).decode(bytes),
    ) as Partial<ShardManifest> | null;
    const isWhole =
      value?.format === 'csm-shard' &&
      typeof value.objects === 'object' &&
      value.objects !== null &&
      Array.isArray(value.scores);
    return isWhole ? (value as ShardManifest) : undefined;
  } catch {
    return undefined;
  }
}
