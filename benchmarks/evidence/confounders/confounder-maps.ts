import type { Explainer } from '@csm/core';
import { meanSample } from '@csm/datasets';
import {
  agreementMap,
  counterfactualBaseline,
  decoderMap,
  integratedGradients,
  replacement,
} from '@csm/explainers';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { NdArray } from 'ndarray';
import { confounders } from './settings.js';

/** What the maps are made from. */
export interface MapSources {
  readonly decoder: LayersModel;
  readonly training: NdArray<Float32Array>;
  /** Latents of training examples that lack the concept. */
  readonly negatives: NdArray<Float32Array>;
  readonly donors: NdArray<Float32Array>;
}

/** The maps of the table. */
export function confounderMaps({
  decoder,
  training,
  negatives,
  donors,
}: MapSources): Readonly<Record<string, Explainer>> {
  const { steps, donorsPerInput } = confounders;
  const removal = { decoder, negatives, check: false };
  const drawn = decoderMap(removal);
  const answers = replacement({ donors, donorsPerInput });
  return {
    'decoder map': drawn,
    'IG, counterfactual': integratedGradients({ steps, baseline: counterfactualBaseline(removal) }),
    'IG, mean': integratedGradients({ steps, baseline: meanSample(training) }),
    replacement: answers,
    agreement: agreementMap(answers, drawn),
  };
}
