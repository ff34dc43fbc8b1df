import { checkBoolean, checkOptions } from '@csm/base';
import type { BackwardRule, BackwardStep } from '@csm/core/extend';
import { add, div, mul, sub } from '@tensorflow/tfjs-core';
import { recordable } from '../recordable.js';
import { sole } from '../sole.js';
import { halves, twice } from './halves.js';
import { secantSlope } from './secant-slope.js';
import { whereLarge } from './where-large.js';

/** Options of {@link rescale}. */
export interface RescaleOptions {
  /**
   * The reference implementation's variant: if |Δz| ≤ 1e-5, it uses the derivative at the midpoint of z and its
   * baseline. We use the mean of the derivatives at both instead, which is the same up to O(Δz²) unless there is a
   * kink between them. Default false: the quotient at every Δz, without the rounding errors that a division by a small Δz
   * magnifies.
   */
  readonly midpoint?: boolean | undefined;
}

/**
 * DeepLIFT's rescale rule for an activation: the derivative is replaced by the quotient of differences, g ↦ g · Δy / Δz, or by the
 * derivative at z if Δz is 0.
 *
 * The batch must contain the inputs, then their baselines; both halves of the result are the same.
 *
 * Source: Shrikumar, Greenside & Kundaje 2017 (arXiv 1704.02685).
 *
 * @category Backward rules
 */
export function rescale(options: RescaleOptions = {}): BackwardRule {
  checkOptions<RescaleOptions>('rescale', options, { midpoint: true });
  const { midpoint = false } = options;
  checkBoolean('rescale', 'midpoint', midpoint);
  return recordable({
    name: midpoint ? 'rescale, midpoint' : 'rescale',
    backward(at) {
      const [g] = halves(at.cotangent);
      if (midpoint) return [twice(midpointGradient(at, g))];
      return [twice(mul(g, secantSlope(at.node.operation, sole('rescale', at, at.inputs), at.output)))];
    },
  });
}

function midpointGradient(at: BackwardStep, g: BackwardStep['cotangent']): BackwardStep['cotangent'] {
  const [z, z0] = halves(sole('rescale', at, at.inputs));
  const [y, y0] = halves(at.output);
  const [atInput, atBaseline] = halves(sole('rescale', at, at.vjp(twice(g))));
  const quotient = (dz: typeof z) => mul(g, div(sub(y, y0), dz));
  return whereLarge(sub(z, z0), 1e-5, quotient, mul(0.5, add(atInput, atBaseline)));
}
