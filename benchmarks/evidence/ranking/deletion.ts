import { type ConceptVector, conceptScores, type Encoder, encode } from '@csm/core';
import ndarray, { type NdArray } from 'ndarray';
import { average } from '../../../support/average.js';

/** The members of each feature, as offsets into an input. */
export type FeatureMembers = readonly (readonly number[])[];

/**
 * The share of the score that is lost when the features that an order names become donors' content: (s(x) − s(x with these features
 * of the donors)) / (s(x) − s(donors)), sums over inputs and donors. 1 if the rest of the input does not matter.
 * @param orders for each method, for each input, the features that are replaced.
 */
export async function deletionShares(
  encoder: Encoder,
  concept: ConceptVector,
  inputs: NdArray<Float32Array>,
  donors: NdArray<Float32Array>,
  members: FeatureMembers,
  orders: readonly (readonly (readonly number[])[])[],
  signal: AbortSignal,
): Promise<number[]> {
  const [count = 0, ...shape] = inputs.shape;
  const [donorCount = 0] = donors.shape;
  const size = inputs.size / count;
  const scoresOf = async (values: Float32Array) => {
    const latents = await encode(encoder, ndarray(values, [values.length / size, ...shape]), {
      batchSize: 128,
      signal,
    });
    return conceptScores(latents, [concept]).data;
  };
  const whole = average(await scoresOf(inputs.data));
  const full = whole - average(await scoresOf(donors.data));
  const shares: number[] = [];
  for (const order of orders) {
    const values = new Float32Array(count * donorCount * size);
    for (let i = 0; i < count; i++) {
      for (let k = 0; k < donorCount; k++) {
        const at = (i * donorCount + k) * size;
        values.set(inputs.data.subarray(i * size, (i + 1) * size), at);
        for (const feature of order[i] ?? []) {
          for (const member of members[feature] ?? []) {
            values[at + member] = donors.data[k * size + member] ?? 0;
          }
        }
      }
    }
    shares.push((whole - average(await scoresOf(values))) / full);
  }
  return shares;
}

/** The features of the largest values, in descending order. */
export function largest(values: ArrayLike<number>, count: number): number[] {
  return Array.from(values, (value, feature) => ({ value, feature }))
    .sort((a, b) => b.value - a.value)
    .slice(0, count)
    .map(({ feature }) => feature);
}
