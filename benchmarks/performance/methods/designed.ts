import { conceptVector } from '@csm/core';
import {
  agreementMap,
  contrastive,
  counterfactualBaseline,
  decoderMap,
  gradient,
  integratedGradients,
  overMean,
  shiftAverage,
} from '@csm/explainers';
import ndarray from 'ndarray';
import { drawnConcept } from '../jobs/job.js';
import { otherImages } from './derivatives.js';
import { explained } from './explained.js';
import type { MethodCase, MethodContext } from './method-case.js';
import { decoderOfB } from './some-decoder.js';

const others = ({ encoder }: MethodContext) =>
  [1, 2, 3, 4].map((seed) => conceptVector(`other ${seed}`, drawnConcept(encoder.latentSize, seed)));

/** Decoder maps, and methods that call others. */
export const designedMethods: readonly MethodCase[] = [
  explained('decoder map', 'decoderMap({ decoder, alpha })', () =>
    decoderMap({ decoder: decoderOfB(), alpha: 1 }),
  ),
  explained(
    'integrated gradients from the counterfactual',
    'integratedGradients({ baseline: counterfactualBaseline(…) }), 50 steps',
    () => integratedGradients({ baseline: counterfactualBaseline({ decoder: decoderOfB(), alpha: 1 }) }),
  ),
  explained('agreement map', 'agreementMap(gradient(), decoderMap(…))', () =>
    agreementMap(gradient(), decoderMap({ decoder: decoderOfB(), alpha: 1 })),
  ),
  explained('contrastive', 'contrastive(gradient(), { concepts }), 4 concepts', (context) =>
    contrastive(gradient(), { concepts: others(context) }),
  ),
  explained('shift average', 'shiftAverage(gradient()), 2 × 2 shifts', () => shiftAverage(gradient())),
  explained('over the mean', 'overMean(gradient(), mean)', (context) => {
    const { inputShape } = context.encoder;
    return overMean(gradient(), ndarray(otherImages(context, 1).data, [...inputShape]));
  }),
];
