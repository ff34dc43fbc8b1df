import { keyedNormal } from '@csm/base';
import { type ConceptScore, type ConceptVector, conceptScores, conceptVector, dotProduct } from '@csm/core';
import {
  type DiscoveredConcepts,
  independentComponents,
  nonNegativeFactors,
  principalComponents,
  topKAutoencoder,
} from '@csm/core/discovery';
import { selectSamples } from '@csm/datasets';
import ndarray, { type NdArray } from 'ndarray';
import { settings } from './settings.js';

/** Concepts of one run, with what all measures need of them. */
export interface Found {
  readonly concepts: readonly ConceptVector[];
  readonly scores: readonly ConceptScore[];
  codesOf(latents: NdArray<Float32Array>): Promise<NdArray<Float32Array>>;
  /** Absent for controls. */
  readonly discovered?: DiscoveredConcepts | undefined;
}

export interface Method {
  readonly name: string;
  readonly count: number;
  /** Whether another seed gives other concepts. */
  readonly isRandom: boolean;
  find(latents: NdArray<Float32Array>, seed: number): Promise<Found>;
}

/** The methods and controls for latents of a size. @param signed whether the latents have negative numbers. */
export function methodsFor(latentSize: number, signed: boolean): Method[] {
  const { count, large, active } = settings;
  const directions = signed ? 'signed' : 'non-negative';
  const topK = (size: number): Method => ({
    name: `TopK autoencoder, ${active} active`,
    count: size,
    isRandom: true,
    find: (latents, seed) => of(topKAutoencoder(latents, { count: size, active, seed })),
  });
  return [
    { name: 'random directions', count, isRandom: true, find: async (_, seed) => random(latentSize, seed) },
    ...(latentSize === count
      ? [{ name: 'latent dimensions', count, isRandom: false, find: async () => dimensions(latentSize) }]
      : []),
    {
      name: 'PCA',
      count,
      isRandom: false,
      find: (latents) => of(principalComponents(latents, { count: smaller(latents, count) })),
    },
    {
      name: 'ICA',
      count,
      isRandom: true,
      find: (latents, seed) => of(independentComponents(latents, { count, seed, onWarning: () => {} })),
    },
    {
      name: signed ? 'NMF, signed directions' : 'NMF',
      count,
      isRandom: true,
      find: (latents, seed) => of(nonNegativeFactors(latents, { count, directions, seed })),
    },
    topK(count),
    topK(large),
  ];
}

const smaller = ({ shape }: NdArray, count: number) => Math.min(count, shape[1]!);

async function of(promise: Promise<DiscoveredConcepts>): Promise<Found> {
  const discovered = await promise;
  const { concepts, scores, codesOf } = discovered;
  return { concepts, scores, codesOf, discovered };
}

function random(latentSize: number, seed: number): Found {
  const normal = keyedNormal('random directions', seed);
  const vectors = Array.from({ length: settings.count }, (_, j) =>
    conceptVector(`random ${j + 1}`, Float32Array.from({ length: latentSize }, normal)),
  );
  return controls(vectors);
}

function dimensions(latentSize: number): Found {
  return controls(
    Array.from({ length: latentSize }, (_, j) =>
      conceptVector(
        `dimension ${j + 1}`,
        Array.from({ length: latentSize }, (_, k) => Number(k === j)),
      ),
    ),
  );
}

/** Concept vectors with their dot products as codes. */
export function controls(concepts: readonly ConceptVector[]): Found {
  const scores = concepts.map(dotProduct);
  return {
    concepts,
    scores,
    async codesOf(latents) {
      const { data, shape } = conceptScores(latents, concepts);
      return ndarray(Float32Array.from(data), shape);
    },
  };
}

/** The two halves of latents: the even and the odd rows. */
export function halvesOf(latents: NdArray<Float32Array>): NdArray<Float32Array>[] {
  const rows = Array.from({ length: latents.shape[0]! }, (_, i) => i);
  return [0, 1].map((side) =>
    selectSamples(
      latents,
      rows.filter((row) => row % 2 === side),
    ),
  );
}
