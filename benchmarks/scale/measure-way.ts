import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { makePlan } from '@csm/scale';
import { localStore } from '@csm/scale/node';
import { celebaAttributeNames, celebaId } from '../../packages/datasets/test/celeba-folder.js';
import { ENCODERS, type EncoderName } from './celeba-encoder.js';
import { type Measured, measuredProcess } from './measured-process.js';
import { startRedis } from './redis.js';
import type { Way } from './ways.js';

/** What is explained. */
export interface Work {
  readonly encoder: EncoderName;
  readonly inputs: number;
  /** The folder of the pictures. */
  readonly data: string;
  /** The folder of the store, which is made anew. */
  readonly store: string;
}

/** What one way took. */
export interface MeasuredWay extends Measured {
  readonly inputs: number;
  /** Seconds to make the plan before, if it needs one. */
  readonly planSeconds?: number;
}

/** Runs a way in processes of its own, and measures it from the start of the first process to the end of the last. */
export async function measureWay(
  { by, processes, oneCore, share = 1 }: Way,
  { encoder, data, store, ...work }: Work,
  say: (line: string) => void,
): Promise<MeasuredWay> {
  const inputs = Math.ceil(work.inputs * share);
  const onCores = oneCore ? ['taskset', '-c', '0'] : [];
  const run = (name: string, args: readonly string[]) => {
    const program = fileURLToPath(new URL(name, import.meta.url));
    return measuredProcess([...onCores, process.execPath, '--import', 'tsx', program, ...args], say);
  };
  if (by === 'explain') return { ...(await run('peer.ts', [data, encoder, String(inputs)])), inputs };

  await rm(store, { recursive: true, force: true });
  const start = performance.now();
  const { size, batchSize, shardSize } = ENCODERS[encoder];
  await makePlan({
    store: localStore(store),
    ids: Array.from({ length: inputs }, (_, i) => celebaId(i + 1)),
    concepts: celebaAttributeNames,
    inputShape: [size, size, 3],
    layout: 'channelsLast',
    job: { encoder },
    batchSize,
    shardSize,
  });
  const planSeconds = (performance.now() - start) / 1000;
  const redis = by === 'queue' ? await startRedis() : undefined;
  try {
    const args = [store, data, String(processes), ...(redis ? [redis.address] : [])];
    return { ...(await run('run.ts', args)), inputs, planSeconds };
  } finally {
    await redis?.end();
  }
}
