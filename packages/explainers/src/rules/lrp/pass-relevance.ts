import { checkOptions } from '@csm/base';
import type { BackwardRule } from '@csm/core/extend';
import type { NoOptions } from '../../checks/no-options.js';
import { recordable } from '../recordable.js';

/**
 * The rule of layer-wise relevance propagation for an activation: it passes the relevance on unchanged, R_in = R.
 *
 * @category Backward rules
 */
export function passRelevance(options: NoOptions = {}): BackwardRule {
  checkOptions('passRelevance', options, {});
  return recordable({ name: 'pass relevance', backward: ({ cotangent }) => [cotangent] });
}
