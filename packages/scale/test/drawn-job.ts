import '@tensorflow/tfjs-layers';
import { type ConceptVector, conceptVector, functionEncoder } from '@csm/core';
import { gradient, smoothGrad } from '@csm/explainers';
import { matMul, relu, reshape, tanh, tensor2d } from '@tensorflow/tfjs-core';
import ndarray, { type NdArray } from 'ndarray';
import { makePlan } from '../src/plan/make-plan.js';
import type { Plan } from '../src/plan/plan.js';
import type { MakePlanOptions } from '../src/plan/plan-options.js';
import type { ObjectStore } from '../src/stores/object-store.js';
import type { ShardJob } from '../src/worker/shard-job.js';

export const DRAWN_SHAPE = [6, 5, 2] as const;
export const DRAWN_CONCEPTS: readonly ConceptVector[] = ['Smiling', 'Hat', 'Glasses'].map((name, k) =>
  conceptVector(
    name,
    [0, 1, 2, 3].map((i) => Math.sin(k * 7 + i + 1)),
  ),
);
export const drawnIds = (count: number): string[] => Array.from({ length: count }, (_, i) => `img-${i}.jpg`);

/** Input `i`: numbers by its place. */
export function drawnInput(i: number): Float32Array {
  return Float32Array.from({ length: 60 }, (_, feature) => Math.sin(i * 3.1 + feature * 0.7));
}

/** Inputs from `first` on: `[count, 6, 5, 2]`. */
export function drawnInputs(first: number, count: number): NdArray<Float32Array> {
  const data = new Float32Array(count * 60);
  for (let i = 0; i < count; i++) data.set(drawnInput(first + i), i * 60);
  return ndarray(data, [count, ...DRAWN_SHAPE]);
}

/** A job whose method draws random numbers, and the ids that it read. */
export function drawnJob(more: Partial<ShardJob> = {}): ShardJob & { readonly ids: string[][] } {
  const weights = (rows: number, columns: number) =>
    tensor2d(
      Float32Array.from({ length: rows * columns }, (_, i) => Math.sin(i * 12.9898) / 4),
      [rows, columns],
    );
  const [first, second] = [weights(60, 8), weights(8, 4)];
  const ids: string[][] = [];
  return {
    ids,
    encoder: functionEncoder((x) => matMul(relu(matMul(reshape(tanh(x), [-1, 60]), first)), second), {
      inputShape: [...DRAWN_SHAPE],
      layout: 'channelsLast',
    }),
    concepts: DRAWN_CONCEPTS,
    explainer: smoothGrad(gradient(), { samples: 3, seed: 7 }),
    async read(some, from) {
      ids.push([...some]);
      return drawnInputs(from, some.length);
    },
    certificate: async (concept) => `{"concept":${JSON.stringify(concept)}}\n`,
    ...more,
  };
}

/** A plan of {@link drawnJob} in a store. */
export function drawnJobPlan(store: ObjectStore, more: Partial<MakePlanOptions> = {}): Promise<Plan> {
  return makePlan({
    store,
    ids: drawnIds(11),
    shardSize: 4,
    batchSize: 3,
    concepts: DRAWN_CONCEPTS.map(({ name }) => name),
    inputShape: DRAWN_SHAPE,
    layout: 'channelsLast',
    certificates: true,
    ...more,
  });
}
