import { invalidArgument } from '@csm/base';
import type { Explainer } from '@csm/core';
import type { DecoderModel } from '@csm/core/extend';
import { meanSample } from '@csm/datasets';
import {
  decoderMap,
  gradient,
  guidedBackprop,
  inputXGradient,
  integratedGradients,
  overMean,
  paperMethods,
  rectifiedGradient,
} from '@csm/explainers';
import type { NdArray } from 'ndarray';

/** A method, its short name, which is part of file names, and its name with its settings. */
export interface Method {
  readonly key: string;
  readonly name: string;
  readonly explainer: Explainer;
  /** The concept vector that is explained: the paper's mean latent of the genes, or the mean minus that of all other genes. */
  readonly vector: 'mean' | 'difference';
}

/** What methods are made from, besides the encoder. */
export interface MethodContext {
  readonly decoder: DecoderModel;
  /** The pictures of all genes. */
  readonly images: NdArray<Float32Array>;
  /** The latents of the genes that are not in the concept. */
  readonly negatives: NdArray;
}

/** The paper's method in the attribution code: rectified gradient with percentile 95, border mask. */
export const PAPER_METHOD = 'rectgrad';

/** The decoder's picture of the difference concept, divided by the mean picture, which cancels the sequencing depth of a spot. */
export const MAP_OVER_MEAN = 'decoderMapOverMean';

/** The methods of the attribution code under their original names, and our own. */
const EXPLAINERS: Readonly<Record<string, (context: MethodContext) => Explainer>> = {
  ...Object.fromEntries(Object.entries(paperMethods).map(([name, make]) => [name, () => make()])),
  gradient: () => gradient(),
  inputXGradient: () => inputXGradient(),
  integratedGradients: () => integratedGradients({ steps: 50 }),
  guidedBackprop: () => guidedBackprop(),
  rectifiedGradient95: () => rectifiedGradient({ percentile: 95 }),
  rectifiedGradient80: () => rectifiedGradient({ percentile: 80 }),
  [MAP_OVER_MEAN]: ({ decoder, images, negatives }) =>
    overMean(decoderMap({ decoder, negatives }), meanSample(images)),
};

/** The names that `--method` takes. */
export const METHOD_NAMES: readonly string[] = Object.keys(EXPLAINERS);

/** The methods that are compared with labelled layers, unless others are requested. */
export const MEASURED: readonly string[] = [
  'gradient',
  'inputXGradient',
  'integratedGradients',
  'guidedBackprop',
  PAPER_METHOD,
  'rectifiedGradient95',
  'rectifiedGradient80',
  MAP_OVER_MEAN,
];

/** The method with one of the names. @throws if it is not one of {@link METHOD_NAMES}. */
export function methodOf(key: string, context: MethodContext): Method {
  const explainer = Object.hasOwn(EXPLAINERS, key) ? EXPLAINERS[key]?.(context) : undefined;
  if (!explainer) {
    throw invalidArgument(`methodOf: unknown method "${key}"; valid methods: ${METHOD_NAMES.join(', ')}.`);
  }
  const isDifference = key === MAP_OVER_MEAN;
  const name = explainer.description ?? explainer.name;
  return {
    key,
    name: isDifference ? 'decoder map of the difference over the mean' : name,
    explainer,
    vector: isDifference ? 'difference' : 'mean',
  };
}
