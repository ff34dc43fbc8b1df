import { checkOptions } from '@csm/base';
import type { BackwardRule } from '@csm/core/extend';
import { add, concat, div, maximum, mul, sub } from '@tensorflow/tfjs-core';
import type { NoOptions } from '../../checks/no-options.js';
import { recordable } from '../recordable.js';
import { sole } from '../sole.js';
import { halves, twice } from './halves.js';
import { whereLarge } from './where-large.js';

/**
 * DeepLIFT's rule for max pooling: with M = max(y, y₀), the largest cell of the input's window gets g (M − y₀) and the largest
 * cell of the baseline's window gets g (y − M); both are divided by Δz. If Δz is 0, the gradient is used. No threshold is needed for
 * rounding, because y and y₀ are copies of cells: neither quotient exceeds g.
 *
 * The batch must contain the inputs, then their baselines; both halves of the result are the same.
 *
 * Source: max pooling as in Captum's DeepLift.
 *
 * @category Backward rules
 */
export function rescaleMaxPool(options: NoOptions = {}): BackwardRule {
  checkOptions('rescaleMaxPool', options, {});
  return recordable({
    name: 'rescale, max pooling',
    backward(at) {
      const [g] = halves(at.cotangent);
      const [y, y0] = halves(at.output);
      const [z, z0] = halves(sole('rescaleMaxPool', at, at.inputs));
      const most = maximum(y, y0);
      const toWinners = concat([mul(g, sub(most, y0)), mul(g, sub(y, most))]);
      const [toWinner, toBaselineWinner] = halves(sole('rescaleMaxPool', at, at.vjp(toWinners)));
      const [plain] = halves(sole('rescaleMaxPool', at, at.vjp(at.cotangent)));
      const sum = add(toWinner, toBaselineWinner);
      return [twice(whereLarge(sub(z, z0), 0, (dz) => div(sum, dz), plain))];
    },
  });
}
