import { checkOptions } from '@csm/base';
import type { BackwardRule } from '@csm/core/extend';
import type { NoOptions } from '../../checks/no-options.js';
import { recordable } from '../recordable.js';
import { normalizationVjp } from './normalization-vjp.js';

/**
 * The rule of AttnLRP for a normalisation y = γ (x − μ) / d + β, as a gradient: its standard deviation or norm d counts as a constant, so that the
 * layer is linear. For layer, group, instance and root mean square normalisation, and for division by a norm.
 *
 * Source: Ali et al. 2022 (arXiv 2202.07304); Achtibat et al. 2024 (arXiv 2402.05602).
 *
 * @category Backward rules
 */
export function constantDeviation(options: NoOptions = {}): BackwardRule {
  checkOptions('constantDeviation', options, {});
  return recordable({
    name: 'constant deviation',
    backward: (at) => [normalizationVjp('constantDeviation', at, at.cotangent)],
  });
}
