import type { BackwardRule } from '../../../packages/core/src/extend.js';
import type { Explainer } from '../../../packages/core/src/index.js';
import {
  epsilonAlpha2Beta1Flat,
  epsilonGammaBox,
  epsilonPlus,
  epsilonPlusFlat,
  lrp,
} from '../../../packages/explainers/src/index.js';
import {
  alphaBeta,
  flat,
  gamma,
  isFirst,
  isWeighted,
  layerwiseEpsilon,
  type RelevanceRules,
  relevanceRules,
  wSquare,
  zBox,
  zPlus,
} from '../../../packages/explainers/src/rules.js';
import type { RelevanceNetwork } from '../../oracles/relevance.js';

interface Box {
  readonly low: number | readonly number[];
  readonly high: number | readonly number[];
}

const everywhere = (rule: BackwardRule) => relevanceRules([[isWeighted, rule]]);

/** The rules of zennit's records, by the part of their keys after `zennit.`. */
export const LRP_RULES: Readonly<Record<string, (box: Box) => RelevanceRules>> = {
  epsilon: () => everywhere(layerwiseEpsilon({ epsilon: 1e-6 })),
  'epsilon0.25': () => everywhere(layerwiseEpsilon({ epsilon: 0.25 })),
  'gamma0.25': () => everywhere(gamma({ gamma: 0.25 })),
  alpha2beta1: () => everywhere(alphaBeta({ alpha: 2, beta: 1 })),
  alpha1beta0: () => everywhere(alphaBeta({ alpha: 1, beta: 0 })),
  zplus: () => everywhere(zPlus()),
  wsquare: () => everywhere(wSquare()),
  flat: () => everywhere(flat()),
  'zbox-epsilon': (box) => relevanceRules([[isFirst(isWeighted), zBox(box)]]),
  'composite.epsilon-plus': () => epsilonPlus(),
  'composite.epsilon-plus-flat': () => epsilonPlusFlat(),
  'composite.epsilon-gamma-box': (box) => epsilonGammaBox(box),
  'composite.epsilon-alpha2beta1-flat': () => epsilonAlpha2Beta1Flat(),
};

/** The method of a record of `lrp.json`. @throws if its key is unknown. */
export function lrpOfRecord(key: string, { zbox }: RelevanceNetwork): Explainer {
  const [, rule = '', merged, seed] = key.match(/^zennit\.(.*?)(\.merged)?(\.seed-c)?$/) ?? [];
  const rules = LRP_RULES[rule];
  if (rules === undefined) throw new Error(`lrpOfRecord: the key "${key}" is unknown.`);
  const limit = (numbers: readonly number[] = [0]) =>
    numbers.length === 1 ? (numbers[0] as number) : numbers;
  return lrp({
    rules: rules({ low: limit(zbox?.low), high: limit(zbox?.high) }),
    mergeBatchNorm: merged !== undefined,
    start: seed === undefined ? 'contribution' : 'concept',
  });
}
