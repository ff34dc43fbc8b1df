import { isotropicConcepts } from '@csm/evaluate';
import { contrastive, replacement } from '@csm/explainers';
import {
  counterfactual,
  drawn,
  type GateContext,
  type GateMethod,
  gateMethodsOf,
  withDecoder,
} from '../gate/gate-methods.js';
import type { HardGroundName } from '../grounds/hard-ground.js';

const rivals = ({ vector }: GateContext) => ({
  concepts: isotropicConcepts(vector, { count: 4, seed: 77 }),
});

/** The methods of the gate, the replacement itself (with other donors than E), and the contrastive maps. */
export const rankedMethodsOf = (ground: HardGroundName): readonly GateMethod[] => [
  ...gateMethodsOf(ground),
  { name: 'replacement', make: ({ concept }) => replacement({ donors: concept.donors, seed: 99 }) },
  {
    name: 'contrastive decoder map',
    make: withDecoder((decoder, context) => contrastive(drawn(decoder, context), rivals(context))),
  },
  {
    name: 'contrastive IG, counterfactual',
    make: withDecoder((decoder, context) => contrastive(counterfactual(decoder, context), rivals(context))),
  },
];
