import { channelRelevance, conceptRelevance, epsilonLrp, relevanceMaximisation } from '@csm/explainers';
import { explained } from './explained.js';
import { convolutionOf } from './hidden-layers.js';
import type { MethodCase, MethodContext } from './method-case.js';

const settings = ({ encoder, inputs }: MethodContext) => ({
  layer: convolutionOf(encoder),
  batchSize: inputs.shape[0],
  onWarning: () => {},
});

/** Relevance through channels of a hidden layer, by ε-LRP. */
export const channelMethods: readonly MethodCase[] = [
  explained('concept relevance (CRP)', 'conceptRelevance(epsilonLrp(), …), one channel', ({ encoder }) =>
    conceptRelevance(epsilonLrp(), { layer: convolutionOf(encoder), channels: [0] }),
  ),
  {
    name: 'channel relevance',
    call: 'channelRelevance(…, epsilonLrp(), …)',
    encoder: 'B',
    prepare: (context) => () =>
      channelRelevance(context.encoder, context.concept, context.inputs, epsilonLrp(), settings(context)),
  },
  {
    name: 'relevance maximisation',
    call: 'relevanceMaximisation(…, epsilonLrp(), …)',
    encoder: 'B',
    prepare: (context) => () =>
      relevanceMaximisation(
        context.encoder,
        context.concept,
        context.inputs,
        epsilonLrp(),
        settings(context),
      ),
  },
];
