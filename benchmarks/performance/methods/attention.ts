import { attnLrp, cpLrp, epsilonLrp } from '@csm/explainers';
import { explained } from './explained.js';
import type { MethodCase } from './method-case.js';

/** Methods for attention, on the small vision transformer. */
export const attentionMethods: readonly MethodCase[] = [
  explained('AttnLRP', 'attnLrp()', () => attnLrp(), 'ViT'),
  explained(
    'AttnLRP, explicit form',
    "attnLrp({ form: 'explicit' })",
    () => attnLrp({ form: 'explicit' }),
    'ViT',
  ),
  explained('CP-LRP', 'cpLrp()', () => cpLrp(), 'ViT'),
  explained('ε-LRP of a transformer', 'epsilonLrp()', () => epsilonLrp(), 'ViT'),
];
