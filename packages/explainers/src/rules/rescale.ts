import type { BackwardRule, BackwardStep } from '@csm/core';
import { abs, add, concat, div, maximum, mul, split, step, sub, type Tensor } from '@tensorflow/tfjs-core';

/** The halves of a batch that holds inputs and then their baselines. */
export const halves = (tensor: Tensor): [Tensor, Tensor] => split(tensor, 2) as [Tensor, Tensor];

const twice = (tensor: Tensor): Tensor => concat([tensor, tensor]);

/** a where |difference| > least, else b, without the NaN of a division by zero. */
function whereLarge(difference: Tensor, least: number, a: (safe: Tensor) => Tensor, b: Tensor): Tensor {
  const large = step(sub(abs(difference), least));
  const safe = add(difference, sub(1, large));
  return add(mul(large, a(safe)), mul(sub(1, large), b));
}

function differences({ inputs, output }: BackwardStep): { dz: Tensor; dy: Tensor } {
  const [z, z0] = halves(inputs[0]!);
  const [y, y0] = halves(output);
  return { dz: sub(z, z0), dy: sub(y, y0) };
}

/** DeepLIFT's rescale rule: g ↦ g · Δy / Δz, and the derivative at z where |Δz| ≤ 1e-10. */
export const rescale: BackwardRule = {
  name: 'rescale',
  backward(at) {
    const [g] = halves(at.cotangent);
    const { dz, dy } = differences(at);
    const [derivative] = halves(at.vjp(at.cotangent)[0]!);
    return [twice(whereLarge(dz, 1e-10, (safe) => mul(g, div(dy, safe)), derivative))];
  },
};

/**
 * The reference implementation's: where |Δz| ≤ 1e-5 it takes the derivative at the midpoint of z and its baseline; here it
 * is the mean of the derivatives at both, the same up to O(Δz²) but at a kink between them.
 */
export const midpointRescale: BackwardRule = {
  name: 'rescale, midpoint',
  backward(at) {
    const [g] = halves(at.cotangent);
    const { dz, dy } = differences(at);
    const [here, there] = halves(at.vjp(twice(g))[0]!);
    const between = mul(0.5, add(here, there));
    return [twice(whereLarge(dz, 1e-5, (safe) => mul(g, div(dy, safe)), between))];
  },
};

/**
 * Max pooling: with M = max(y, y₀), what the input's winner adds, g (M − y₀), goes to it, and what the baseline's winner
 * takes away, g (y − M), to that one; both divided by Δz.
 */
export const rescaleMaxPool: BackwardRule = {
  name: 'rescale, max pooling',
  backward(at) {
    const [g] = halves(at.cotangent);
    const [y, y0] = halves(at.output);
    const [z, z0] = halves(at.inputs[0]!);
    const most = maximum(y, y0);
    const routed = at.vjp(concat([mul(g, sub(most, y0)), mul(g, sub(y, most))]))[0]!;
    const [toWinner, toBaselineWinner] = halves(routed);
    const [plain] = halves(at.vjp(at.cotangent)[0]!);
    const sum = add(toWinner, toBaselineWinner);
    return [twice(whereLarge(sub(z, z0), 1e-10, (safe) => div(sum, safe), plain))];
  },
};
