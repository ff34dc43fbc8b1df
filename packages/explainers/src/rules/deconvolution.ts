import { checkOptions } from '@csm/base';
import type { BackwardRule } from '@csm/core/extend';
import { relu } from '@tensorflow/tfjs-core';
import type { NoOptions } from '../checks/no-options.js';
import { recordable } from './recordable.js';

/**
 * Deconvnet's rule for an activation: only positive gradients go back, g ↦ relu(g), independently of the forward
 * pass.
 *
 * Source: Zeiler & Fergus 2013 (arXiv 1311.2901).
 *
 * @category Backward rules
 */
export function deconvolution(options: NoOptions = {}): BackwardRule {
  checkOptions('deconvolution', options, {});
  return recordable({ name: 'deconvolution', backward: ({ cotangent }) => [relu(cotangent)] });
}
