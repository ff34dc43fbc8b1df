import * as tfl from '@tensorflow/tfjs-layers';

/** An activation in float64, with its derivative, and the layer that computes it. */
export interface Activation64 {
  readonly layer: () => ReturnType<typeof tfl.layers.activation>;
  f(z: number): number;
  slope(z: number): number;
}

const { exp, log1p, tanh, abs, max, min, sqrt, PI } = Math;
const sigmoid = (z: number) => 1 / (1 + exp(-z));
const softplus = (z: number) => max(z, 0) + log1p(exp(-abs(z)));
const density = (z: number) => exp((-z * z) / 2) / sqrt(2 * PI);
const [SELU_SCALE, SELU_ALPHA] = [1.0507009873554805, 1.6732632423543772];

/** Φ(z) by Marsaglia's series; beyond 8 it is 0 or 1 up to 1e-15. */
function normal(z: number): number {
  if (abs(z) > 8) return z > 0 ? 1 : 0;
  let [sum, term] = [z, z];
  for (let k = 3; abs(term) > 1e-18 * abs(sum); k += 2) {
    term *= (z * z) / k;
    sum += term;
  }
  return 0.5 + sum * density(z);
}

const geluNew = (z: number) => tanh(sqrt(2 / PI) * (z + 0.044715 * z ** 3));
const named = (activation: string) => () => tfl.layers.activation({ activation: activation as 'relu' });

const kinked = (low: number, high: number): Pick<Activation64, 'f' | 'slope'> => ({
  f: (z) => (z > 0 ? high * z : low * z),
  slope: (z) => (z > 0 ? high : low),
});

/** Every elementwise activation of tfjs-layers. */
export const ACTIVATIONS_64: Readonly<Record<string, Activation64>> = {
  relu: { layer: named('relu'), ...kinked(0, 1) },
  'relu with maximum': {
    layer: () => tfl.layers.reLU({ maxValue: 0.5 }) as never,
    f: (z) => min(max(z, 0), 0.5),
    slope: (z) => (z > 0 && z < 0.5 ? 1 : 0),
  },
  relu6: { layer: named('relu6'), f: (z) => min(max(z, 0), 6), slope: (z) => (z > 0 && z < 6 ? 1 : 0) },
  leakyRelu: { layer: () => tfl.layers.leakyReLU({ alpha: 0.3 }) as never, ...kinked(Math.fround(0.3), 1) },
  prelu: {
    layer: () => tfl.layers.prelu({ alphaInitializer: tfl.initializers.constant({ value: 0.25 }) }) as never,
    ...kinked(0.25, 1),
  },
  thresholdedRelu: {
    layer: () => tfl.layers.thresholdedReLU({ theta: 0.125 }) as never,
    f: (z) => (z > 0.125 ? z : 0),
    slope: (z) => (z > 0.125 ? 1 : 0),
  },
  elu: {
    layer: named('elu'),
    f: (z) => (z > 0 ? z : Math.expm1(z)),
    slope: (z) => (z > 0 ? 1 : exp(z)),
  },
  selu: {
    layer: named('selu'),
    f: (z) => SELU_SCALE * (z > 0 ? z : SELU_ALPHA * Math.expm1(z)),
    slope: (z) => SELU_SCALE * (z > 0 ? 1 : SELU_ALPHA * exp(z)),
  },
  gelu: { layer: named('gelu'), f: (z) => z * normal(z), slope: (z) => normal(z) + z * density(z) },
  gelu_new: {
    layer: named('gelu_new'),
    f: (z) => 0.5 * z * (1 + geluNew(z)),
    slope: (z) =>
      0.5 * (1 + geluNew(z)) + 0.5 * z * (1 - geluNew(z) ** 2) * sqrt(2 / PI) * (1 + 3 * 0.044715 * z * z),
  },
  sigmoid: { layer: named('sigmoid'), f: sigmoid, slope: (z) => sigmoid(z) * sigmoid(-z) },
  hardSigmoid: {
    layer: named('hardSigmoid'),
    f: (z) => min(max(0.2 * z + 0.5, 0), 1),
    slope: (z) => (abs(z) < 2.5 ? 0.2 : 0),
  },
  tanh: { layer: named('tanh'), f: tanh, slope: (z) => 1 - tanh(z) ** 2 },
  softplus: { layer: named('softplus'), f: softplus, slope: sigmoid },
  softsign: { layer: named('softsign'), f: (z) => z / (1 + abs(z)), slope: (z) => (1 + abs(z)) ** -2 },
  swish: {
    layer: named('swish'),
    f: (z) => z * sigmoid(z),
    slope: (z) => sigmoid(z) + z * sigmoid(z) * sigmoid(-z),
  },
  mish: {
    layer: named('mish'),
    f: (z) => z * tanh(softplus(z)),
    slope: (z) => tanh(softplus(z)) + z * (1 - tanh(softplus(z)) ** 2) * sigmoid(z),
  },
};
