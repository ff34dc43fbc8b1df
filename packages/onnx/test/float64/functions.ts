import type { Operation } from '@csm/core/extend';
import { erf } from '../arithmetic-definitions.js';

const clipped = (x: number, low: number, high: number) => Math.min(high, Math.max(low, x));
const SELU = { alpha: 1.6732632423543772, scale: 1.0507009873554805 };

/** The function of an activation or of an elementwise node, from its definition; undefined for other nodes. */
export function functionOf(operation: Operation): ((x: number) => number) | undefined {
  if (operation.kind === 'elementwise')
    return { log: Math.log, log1p: Math.log1p, truncate: Math.trunc }[operation.function as string];
  if (operation.kind !== 'activation') return undefined;
  const { activation, beta = 0.5 } = operation;
  const alpha = typeof operation.alpha === 'number' ? operation.alpha : undefined;
  const functions: Record<string, (x: number) => number> = {
    relu: (x) => Math.max(0, x),
    relu6: (x) => clipped(x, 0, 6),
    leakyRelu: (x) => (x < 0 ? (alpha ?? 0.2) * x : x),
    elu: (x) => (x < 0 ? Math.expm1(x) : x),
    selu: (x) => SELU.scale * (x < 0 ? SELU.alpha * Math.expm1(x) : x),
    gelu: (x) => (x / 2) * (1 + erf(x / Math.SQRT2)),
    mish: (x) => x * Math.tanh(Math.log1p(Math.exp(x))),
    sigmoid: (x) => 1 / (1 + Math.exp(-x)),
    hardSigmoid: (x) => clipped((alpha ?? 0.2) * x + beta, 0, 1),
    hardSwish: (x) => (x * clipped(x + 3, 0, 6)) / 6,
    softplus: (x) => Math.log1p(Math.exp(x)),
    tanh: Math.tanh,
  };
  return functions[activation];
}
