import type { Activation } from '../operations/activation.js';
import { erf, SCALAR_FUNCTIONS } from './scalar-functions.js';

type Scalar = (x: number) => number;

/** An activation, and the function of one number that it computes. */
export interface Candidate {
  readonly activation: Activation;
  readonly function: Scalar;
}

const named = (activation: Activation['activation'], own: Scalar): Candidate => ({
  activation: { kind: 'activation', activation },
  function: own,
});

const { Elu, Relu6, Selu, Sigmoid, Softplus, Softsign, Tanh } = SCALAR_FUNCTIONS as Record<string, Scalar>;
const relu: Scalar = (x) => Math.max(x, 0);
const clip = (x: number, least: number, most: number): number => Math.min(Math.max(x, least), most);

/** The activations without parameters. */
const FIXED: readonly Candidate[] = [
  named('relu', relu),
  named('relu6', Relu6!),
  named('elu', Elu!),
  named('selu', Selu!),
  named('sigmoid', Sigmoid!),
  named('tanh', Tanh!),
  named('softplus', Softplus!),
  named('softsign', Softsign!),
  named('swish', (x) => x * Sigmoid!(x)),
  named('mish', (x) => x * Math.tanh(Softplus!(x))),
  named('gelu', (x) => 0.5 * x * (1 + erf(x / Math.SQRT2))),
  named('gelu_new', (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)))),
  named('hardSigmoid', (x) => clip(0.2 * x + 0.5, 0, 1)),
  named('hardSwish', (x) => (x * clip(x + 3, 0, 6)) / 6),
  named('hardTanh', (x) => clip(x, -1, 1)),
];

/**
 * The activations that a function may be, with parameters fitted to it.
 * @param constants numbers that the function compares with.
 */
export function candidatesFor(own: Scalar, constants: readonly number[]): Candidate[] {
  const most = own(1e4);
  const alpha = -own(-1);
  const slope = (own(0.1) - own(-0.1)) / 0.2;
  const offset = own(0);
  const gate = own(1);
  return [
    ...FIXED,
    // A maximum or a slope of 0 would be a constant.
    ...(most > 0 ? [reluUpTo(most)] : []),
    ...(isSlope(alpha) ? [leaky(alpha)] : []),
    ...(slope > 0 && offset > 0 && offset < 1 ? [hardSigmoid(slope, offset)] : []),
    ...(alpha > 0 ? [eluOf(alpha / -Math.expm1(-1))] : []),
    ...(own(-1e4) < 0 ? [celuOf(-own(-1e4))] : []),
    // With a gate of ½ it would be x / 2, which is linear.
    ...(gate > 0 && gate < 1 && !isNear(gate, 0.5) ? [swishOf(Math.log(gate / (1 - gate)))] : []),
    ...constants.filter((theta) => theta > 0).flatMap(thresholded),
  ];
}

function thresholded(theta: number): Candidate[] {
  return [
    withParameters('thresholdedRelu', { theta }, (x) => (x > theta ? x : 0)),
    withParameters('shrink', { theta }, (x) => (Math.abs(x) > theta ? x : 0)),
    withParameters('shrink', { theta, beta: theta }, (x) =>
      Math.abs(x) > theta ? x - Math.sign(x) * theta : 0,
    ),
  ];
}

/**
 * The function of one number that an activation computes; undefined for activations whose parameters are tensors.
 *
 * @category Graphs and operations
 */
export function functionOfActivation({
  activation,
  alpha,
  beta,
  maximum,
  theta,
}: Activation): ((x: number) => number) | undefined {
  if (activation === 'relu' && maximum !== undefined) return reluUpTo(maximum).function;
  if (typeof alpha === 'object' || theta !== undefined) return undefined;
  switch (activation) {
    case 'leakyRelu':
      return alpha === undefined ? undefined : leaky(alpha).function;
    case 'hardSigmoid':
      return hardSigmoid(alpha ?? 0.2, beta ?? 0.5).function;
    case 'elu':
      return eluOf(alpha ?? 1).function;
    case 'celu':
      return celuOf(alpha ?? 1).function;
    case 'swish':
      return swishOf(alpha ?? 1).function;
    default:
      return FIXED.find((candidate) => candidate.activation.activation === activation)?.function;
  }
}

function withParameters(
  activation: Activation['activation'],
  parameters: Omit<Activation, 'kind' | 'activation'>,
  own: Scalar,
): Candidate {
  return { activation: { kind: 'activation', activation, ...parameters }, function: own };
}

const reluUpTo = (maximum: number) => withParameters('relu', { maximum }, (x) => clip(x, 0, maximum));

function hardSigmoid(alpha: number, beta: number): Candidate {
  const offset = isNear(beta, 0.5) ? {} : { beta };
  return withParameters('hardSigmoid', { alpha, ...offset }, (x) => clip(alpha * x + beta, 0, 1));
}

const eluOf = (alpha: number) => withParameters('elu', { alpha }, (x) => (x > 0 ? x : alpha * Math.expm1(x)));

const celuOf = (alpha: number) =>
  withParameters('celu', { alpha }, (x) => (x > 0 ? x : alpha * Math.expm1(x / alpha)));

const swishOf = (alpha: number) => withParameters('swish', { alpha }, (x) => x * Sigmoid!(alpha * x));

const isNear = (a: number, b: number) => Math.abs(a - b) <= 1e-6;

/** ReLU with another slope for negative inputs; −1 gives the absolute value, 1 the input itself. */
export function leaky(alpha: number): Candidate {
  return {
    activation: { kind: 'activation', activation: 'leakyRelu', alpha },
    function: (x) => (x > 0 ? x : alpha * x),
  };
}

function isSlope(alpha: number): boolean {
  return Number.isFinite(alpha) && ![-1, 0, 1].includes(alpha);
}
