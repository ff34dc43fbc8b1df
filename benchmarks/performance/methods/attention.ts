import { attentionRollout, attnLrp, cpLrp, gradientTimesAttention } from '@csm/explainers';
import { explained } from './explained.js';
import type { MethodCase } from './method-case.js';

/** Methods for attention, on the small vision transformer; ε-LRP refuses layer normalisation. */
export const attentionMethods: readonly MethodCase[] = [
  explained('AttnLRP', 'attnLrp()', () => attnLrp(), 'ViT'),
  explained(
    'AttnLRP, explicit form',
    "attnLrp({ form: 'explicit' })",
    () => attnLrp({ form: 'explicit' }),
    'ViT',
  ),
  explained('CP-LRP', 'cpLrp()', () => cpLrp(), 'ViT'),
  explained('gradient × attention', 'gradientTimesAttention()', () => gradientTimesAttention(), 'ViT'),
  explained('attention rollout', 'attentionRollout()', () => attentionRollout(), 'ViT'),
];
