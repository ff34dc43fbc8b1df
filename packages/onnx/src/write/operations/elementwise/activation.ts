import type { Activation } from '@csm/core/extend';
import type { Attributes, Emitter } from '../../emitter.js';
import { add, broadcasting, clipped, div, mul, scalar, unary } from '../../kernels/elementwise.js';
import { alongAxis } from '../../kernels/softmax.js';
import type { Value } from '../../value.js';
import type { OperationContext, WriteOperation } from '../write-operation.js';

type Write = (
  emitter: Emitter,
  x: Value,
  operation: Activation,
  context: OperationContext,
) => Value | undefined;

/** An operator without parameters. */
const plain =
  (op: string): Write =>
  (emitter, x) =>
    unary(emitter, op, x);

const overLastAxis =
  (op: string): Write =>
  (emitter, x) =>
    alongAxis(emitter, op, x, -1);

/** An operator whose parameters are attributes; undefined for a slope that is a tensor. */
const withNumbers =
  (op: string, numbers: (operation: Activation) => Readonly<Record<string, number | undefined>>): Write =>
  (emitter, x, operation) => {
    if (typeof operation.alpha === 'object') return undefined;
    const attributes: Attributes = Object.fromEntries(
      Object.entries(numbers(operation)).map(([name, float]) => [
        name,
        float === undefined ? undefined : { float },
      ]),
    );
    return unary(emitter, op, x, attributes);
  };

const limited =
  (least: number, most: number): Write =>
  (emitter, x) =>
    clipped(emitter, x, least, most);

/** The activations that the standard has; the others are written as the compositions that exporters use. */
const ACTIVATIONS: Readonly<Partial<Record<Activation['activation'], Write>>> = {
  linear: (_emitter, x) => x,
  relu: (emitter, x, { maximum }) =>
    maximum === undefined ? unary(emitter, 'Relu', x) : clipped(emitter, x, 0, maximum),
  relu6: limited(0, 6),
  leakyRelu: withNumbers('LeakyRelu', ({ alpha }) => ({ alpha: alpha as number })),
  prelu: (emitter, x, { alpha }, { valueFor }) => {
    if (alpha === undefined) return undefined;
    if (typeof alpha === 'number') return unary(emitter, 'LeakyRelu', x, { alpha: { float: alpha } });
    const slope = 'values' in alpha ? emitter.constant(alpha.values, alpha.shape) : valueFor(alpha);
    return broadcasting(emitter, 'PRelu', [x, slope]);
  },
  thresholdedRelu: withNumbers('ThresholdedRelu', ({ theta }) => ({ alpha: theta })),
  elu: withNumbers('Elu', ({ alpha }) => ({ alpha: alpha as number | undefined })),
  celu: withNumbers('Celu', ({ alpha }) => ({ alpha: alpha as number | undefined })),
  selu: plain('Selu'),
  gelu: (emitter, x) => {
    const ratio = div(emitter, x, scalar(emitter, Math.SQRT2));
    const below = add(emitter, unary(emitter, 'Erf', ratio), scalar(emitter, 1));
    return mul(emitter, mul(emitter, x, below), scalar(emitter, 0.5));
  },
  sigmoid: plain('Sigmoid'),
  hardSigmoid: withNumbers('HardSigmoid', ({ alpha, beta }) => ({
    alpha: alpha as number | undefined,
    beta,
  })),
  hardSwish: plain('HardSwish'),
  hardTanh: limited(-1, 1),
  tanh: plain('Tanh'),
  softplus: plain('Softplus'),
  softsign: plain('Softsign'),
  swish: (emitter, x, { alpha }) => {
    if (typeof alpha === 'object') return undefined;
    const scaled = alpha === undefined ? x : mul(emitter, x, scalar(emitter, alpha));
    return mul(emitter, x, unary(emitter, 'Sigmoid', scaled));
  },
  mish: (emitter, x) => mul(emitter, x, unary(emitter, 'Tanh', unary(emitter, 'Softplus', x))),
  shrink: withNumbers('Shrink', ({ theta = 0, beta = 0 }) => ({ lambd: theta, bias: beta })),
  softmax: overLastAxis('Softmax'),
  logSoftmax: overLastAxis('LogSoftmax'),
  hardmax: overLastAxis('Hardmax'),
};

export const activation: WriteOperation<Activation> = (emitter, operation, [x], context) =>
  x && ACTIVATIONS[operation.activation]?.(emitter, x, operation, context);
