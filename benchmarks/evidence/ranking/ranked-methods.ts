import { isotropicConcepts } from '@csm/evaluate';
import {
  contrastive,
  counterfactualBaseline,
  decoderMap,
  integratedGradients,
  replacement,
} from '@csm/explainers';
import { type GateContext, type GateMethod, gateMethods } from '../gate/gate-methods.js';

const rivals = ({ vector }: GateContext) => ({
  concepts: isotropicConcepts(vector, { count: 4, seed: 77 }),
});
const removal = ({ ground: { decoder }, negatives }: GateContext) =>
  decoder && { decoder, negatives, check: false };

/** The methods of the gate, the replacement itself (with other donors than E), and the contrastive maps. */
export const rankedMethods: readonly GateMethod[] = [
  ...gateMethods,
  { name: 'replacement', make: ({ concept }) => replacement({ donors: concept.donors, seed: 99 }) },
  {
    name: 'contrastive decoder map',
    make: (context) => {
      const found = removal(context);
      return found && contrastive(decoderMap(found), rivals(context));
    },
  },
  {
    name: 'contrastive IG, counterfactual',
    make: (context) => {
      const found = removal(context);
      if (found === undefined) return undefined;
      const baseline = counterfactualBaseline(found);
      return contrastive(integratedGradients({ steps: 8, baseline }), rivals(context));
    },
  },
];
