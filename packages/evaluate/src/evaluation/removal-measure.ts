import type { ImageLayout } from '@csm/base';
import type { NdArray } from 'ndarray';
import { irof } from '../faithfulness/irof/irof.js';
import { road } from '../faithfulness/road/road.js';
import type { ScoreFunction } from '../faithfulness/score-function.js';
import { muFidelity } from '../faithfulness/subsets/mu-fidelity.js';
import { sensitivityN } from '../faithfulness/subsets/sensitivity-n.js';
import type { MapMeasure, Measurement } from './measurement.js';

/** Name, chance and function of a measure. */
type Removal = readonly [string, number, (maps: NdArray) => Promise<ArrayLike<number>>];

/**
 * {@link road} and {@link irof} of pictures, {@link muFidelity} and {@link sensitivityN}; only for two random concepts, since every map costs
 * separate encoder passes.
 */
export function removalMeasure(
  score: ScoreFunction,
  inputs: NdArray,
  {
    samples,
    ...options
  }: {
    samples: number;
    seed: number;
    layout: ImageLayout | undefined;
    signal: AbortSignal | undefined;
  },
): MapMeasure {
  const subsets = { ...options, samples: Math.max(3, samples) };
  const ofPictures: readonly Removal[] = [
    ['ROAD gap', 0, async (maps) => (await road(score, inputs, maps, options)).gap],
    ['IROF loss', Number.NaN, async (maps) => (await irof(score, inputs, maps, options)).loss],
  ];
  const ofAll: readonly Removal[] = [
    ['µ-fidelity', 0, (maps) => muFidelity(score, inputs, maps, subsets)],
    ['Sensitivity-n', 0, async (maps) => (await sensitivityN(score, inputs, maps, subsets)).mean],
  ];
  const measures = inputs.shape.length === 4 ? [...ofPictures, ...ofAll] : ofAll;
  return async (maps, randomMaps) => {
    const measurements: Measurement[] = [];
    for (const [name, chance, measure] of measures) {
      const concept = await measure(maps);
      const random: ArrayLike<number>[] = [];
      for (const each of randomMaps.slice(0, 2)) random.push(await measure(each));
      measurements.push({ measure: `feature removal: ${name}`, chance, concept, random });
    }
    return measurements;
  };
}
