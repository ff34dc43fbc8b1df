import { type ConceptScore, conceptVector, dotProduct, type Encoder } from '@csm/core';
import seedrandom from 'seedrandom';

/** Numbers from −2 to 2 of a seed. */
export function numbers(count: number, seed: number): Float32Array {
  const random = seedrandom.alea(`numbers ${seed}`);
  return Float32Array.from({ length: count }, () => 4 * random() - 2);
}

export function sampleSize({ inputShape }: Encoder): number {
  return inputShape.reduce((a, b) => a * b, 1);
}

/** Samples for an encoder, each the row-major numbers of one input. */
export function samplesFor(encoder: Encoder, count: number, seed = 1): Float32Array[] {
  return Array.from({ length: count }, (_, i) => numbers(sampleSize(encoder), 100 * seed + i));
}

/** Dot products with vectors of different seeds. */
export function scoresFor(encoder: Encoder, count: number): ConceptScore[] {
  return Array.from({ length: count }, (_, k) =>
    dotProduct(conceptVector(`concept ${k}`, numbers(encoder.latentSize, 7000 + k))),
  );
}
