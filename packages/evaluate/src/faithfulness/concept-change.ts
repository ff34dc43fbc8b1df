import { checkFunction, checkOptions, checkPositive, invalidArgument, rows } from '@csm/base';
import type { ConceptVector } from '@csm/core';
import type { NdArray } from 'ndarray';
import { checkConcept } from '../concepts/check-concept.js';
import { latentRows } from '../concepts/latent-rows.js';
import { checkMaps, checkSameShape } from '../maps/check-maps.js';
import { difference } from '../maps/difference.js';
import { stackRows } from '../maps/stack-rows.js';
import { zip } from '../maps/zip.js';
import type { DecodeFunction } from './decode-function.js';

/** Options of {@link conceptChange}. */
export interface ConceptChangeOptions {
  /** The distance by which the latents are moved, in units of the concept vector. Default 1. */
  readonly alpha?: number | undefined;
}

/**
 * Decodes the change that the concept causes: D(z + α v) − D(z − α v) for each latent; `[n, ...inputShape]`.
 *
 * @param decode a function that {@link decodeFunction} makes from a decoder, or for example
 *   `async (z) => (await traverseLatent(vae.decoder, z, concept, [0])).pick(null, 0)` with `traverseLatent` of `@csm/models`.
 * @param latents `[n, latentSize]`, as `encode` returns.
 * @throws if the latents are not of the concept's size, `decode` does not return one picture per latent, or an option is unknown or
 *   out of range.
 * @category Faithfulness
 */
export async function conceptChange(
  decode: DecodeFunction,
  latents: NdArray,
  concept: ConceptVector,
  options: ConceptChangeOptions = {},
): Promise<NdArray<Float32Array>> {
  const caller = 'conceptChange';
  checkOptions(caller, options, { alpha: true });
  const { alpha = 1 } = options;
  checkPositive(caller, 'alpha', alpha);
  checkFunction(caller, 'decode', decode);
  checkConcept(caller, concept);
  const samples = latentRows(caller, latents, concept.vector.length);
  const moved = (step: number) => {
    const move = (row: Float32Array) => row.map((value, d) => value + step * concept.vector[d]!);
    return stackRows(samples.map(move), [concept.vector.length]);
  };
  const more = await decode(moved(alpha));
  const less = await decode(moved(-alpha));
  checkMaps(caller, more, 'what decode returns');
  checkSameShape(caller, more, less, 'decoded pictures');
  const [count, ...shape] = more.shape;
  if (count !== samples.length) {
    throw invalidArgument(
      `${caller}: decode must return one picture per latent, ${samples.length}; got ${count}.`,
    );
  }
  return stackRows(
    Array.from(zip(rows(more), rows(less)), ([withMore, withLess]) => difference(withMore, withLess)),
    shape,
  );
}
