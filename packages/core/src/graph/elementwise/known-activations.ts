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
  const slope = own(0.5) - own(-0.5);
  return [
    ...FIXED,
    // A maximum or a slope of 0 would be a constant.
    ...(most > 0 ? [reluUpTo(most)] : []),
    ...(isSlope(alpha) ? [leaky(alpha)] : []),
    ...(slope > 0 ? [hardSigmoid(slope)] : []),
    ...constants
      .filter((theta) => theta > 0)
      .map(
        (theta): Candidate => ({
          activation: { kind: 'activation', activation: 'thresholdedRelu', theta },
          function: (x) => (x > theta ? x : 0),
        }),
      ),
  ];
}

/** The function of one number that an activation computes; undefined for activations whose parameters are tensors. */
export function functionOfActivation({ activation, alpha, maximum }: Activation): Scalar | undefined {
  if (activation === 'leakyRelu') return typeof alpha === 'number' ? leaky(alpha).function : undefined;
  if (activation === 'relu' && maximum !== undefined) return reluUpTo(maximum).function;
  if (alpha !== undefined) return undefined;
  return FIXED.find((candidate) => candidate.activation.activation === activation)?.function;
}

function reluUpTo(maximum: number): Candidate {
  return {
    activation: { kind: 'activation', activation: 'relu', maximum },
    function: (x) => clip(x, 0, maximum),
  };
}

function hardSigmoid(alpha: number): Candidate {
  return {
    activation: { kind: 'activation', activation: 'hardSigmoid', alpha },
    function: (x) => clip(alpha * x + 0.5, 0, 1),
  };
}

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
