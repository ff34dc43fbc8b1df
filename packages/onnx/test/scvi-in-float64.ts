import { readFileSync } from 'node:fs';
import type { Encoder } from '@csm/core';
import { type Tensor, type Tensor2D, tensor, tensor2d } from '@tensorflow/tfjs-core';
import { sharedPath } from '../../../test/shared-folder.js';
import { readModel } from '../src/model/read-model.js';

/** `[rows, columns]`, as PyTorch stores the weights of a Linear. */
interface Linear {
  readonly weights: ArrayLike<number>;
  readonly bias: ArrayLike<number>;
  readonly columns: number;
}

/** A BatchNorm1d with fixed statistics: γ (x − mean) / √(variance + 10⁻³) + β. */
interface Normalisation {
  readonly scale: Float64Array;
  readonly shift: Float64Array;
}

interface Weights {
  readonly first: Linear;
  readonly second: Linear;
  readonly mean: Linear;
  readonly variance: Linear;
  readonly norms: readonly [Normalisation, Normalisation];
}

const EPSILON = { batchNorm: 1e-3, layerNorm: 1e-5, variance: 1e-4 } as const;
const BATCHES = 3;

/**
 * The scVI-like encoder of `oracles/onnx/models.py` in float64, from its definition and the weights in the file: ln(1 + x), one-hot
 * batch, Linear, BatchNorm, LayerNorm (one of the two models), ReLU, and once more without LayerNorm; then the mean and the
 * variance exp(·) + 10⁻⁴. None of the library's operations runs. Its derivative is written out; rules are refused.
 */
export async function scviInFloat64(name: 'scvi' | 'scvi-layernorm', batch: number): Promise<Encoder> {
  const weights = await weightsOf(name);
  const hasLayerNorm = name === 'scvi-layernorm';
  const genes = weights.first.columns - BATCHES;
  const latentSize = weights.mean.bias.length;
  const condition = Array.from({ length: BATCHES }, (_, i) => (i === batch ? 1 : 0));

  const forward = (x: Float64Array) => {
    const a1 = affine(
      weights.norms[0],
      linear(weights.first, [...x.map((value) => Math.log(1 + value)), ...condition]),
    );
    const n1 = hasLayerNorm ? layerNorm(a1) : { output: a1, deviation: 1 };
    const h1 = n1.output.map((value) => Math.max(0, value));
    const a2 = affine(weights.norms[1], linear(weights.second, [...h1, ...condition]));
    const h2 = a2.map((value) => Math.max(0, value));
    return { n1, a2, mean: linear(weights.mean, h2), logVariance: linear(weights.variance, h2) };
  };
  type Forward = ReturnType<typeof forward>;
  const backward = (
    x: Float64Array,
    { n1, a2 }: Forward,
    toMean: Float64Array,
    toLogVariance?: Float64Array,
  ) => {
    const ofMean = transposed(weights.mean, toMean);
    const ofVariance = toLogVariance && transposed(weights.variance, toLogVariance);
    const h2 = ofMean.map((value, i) => value + (ofVariance?.[i] ?? 0));
    const z2 = h2.map((value, i) => (a2[i]! > 0 ? value * weights.norms[1].scale[i]! : 0));
    const h1 = transposed(weights.second, z2).slice(0, n1.output.length);
    const y1 = h1.map((value, i) => (n1.output[i]! > 0 ? value : 0));
    const a1 = hasLayerNorm ? layerNormBackward(n1, y1) : y1;
    const input = transposed(
      weights.first,
      a1.map((value, i) => value * weights.norms[0].scale[i]!),
    );
    // As in PyTorch, the logarithm of a negative number makes all numbers NaN.
    const isDefined = x.every((value) => value >= -1);
    return x.map((value, i) => (isDefined ? input[i]! / (1 + value) : Number.NaN));
  };
  const deviation = (logVariance: number) => Math.sqrt(Math.exp(logVariance) + EPSILON.variance);

  const encoderWith = (noise?: readonly Float64Array[]): Encoder => {
    const latent = ({ mean, logVariance }: Forward, row: number) =>
      noise
        ? mean.map((value, k) => value + deviation(logVariance[k]!) * noise[row % noise.length]![k]!)
        : mean;
    const gradient = (x: Float64Array, cotangent: Float64Array, row: number) => {
      const passed = forward(x);
      const toLogVariance = noise
        ? cotangent.map((value, k) => {
            const { [k]: log = 0 } = passed.logVariance;
            return (value * noise[row % noise.length]![k]! * Math.exp(log)) / (2 * deviation(log));
          })
        : undefined;
      return backward(x, passed, cotangent, toLogVariance);
    };
    const encode = (inputs: Tensor): Tensor2D => {
      const list = rowsOf(inputs);
      return tensor2d(Float32Array.from(list.flatMap((x, row) => [...latent(forward(x), row)])), [
        list.length,
        latentSize,
      ]);
    };
    return {
      inputShape: [genes],
      latentSize,
      encode,
      trace(inputs) {
        const list = rowsOf(inputs);
        const latents = encode(inputs);
        return {
          latent: latents,
          async backward(cotangent, rules) {
            if (rules) throw new Error('scviInFloat64: there are no rules.');
            const found = rowsOf(cotangent).flatMap((c, row) => [...gradient(list[row]!, c, row)]);
            return tensor(Float32Array.from(found), inputs.shape);
          },
          dispose: () => latents.dispose(),
        };
      },
      ...(!noise && { sampled: (drawn: Tensor2D) => encoderWith(rowsOf(drawn)) }),
    };
  };
  return encoderWith();
}

async function weightsOf(name: string): Promise<Weights> {
  const file = readFileSync(sharedPath('oracles', 'onnx', `${name}.onnx`)!);
  const { constants } = await readModel('scviInFloat64', file);
  const numbers = (key: string) => constants.get(key)!.data;
  const layer = (key: string): Linear => ({
    ...{ weights: numbers(`${key}.weight`), bias: numbers(`${key}.bias`) },
    columns: constants.get(`${key}.weight`)!.shape[1]!,
  });
  const norm = (key: string): Normalisation => {
    const [mean, variance] = [numbers(`${key}.running_mean`), numbers(`${key}.running_var`)];
    const scale = Float64Array.from(
      numbers(`${key}.weight`),
      (gamma, i) => gamma / Math.sqrt(variance[i]! + EPSILON.batchNorm),
    );
    const shift = Float64Array.from(numbers(`${key}.bias`), (beta, i) => beta - mean[i]! * scale[i]!);
    return { scale, shift };
  };
  return {
    ...{ first: layer('l'), second: layer('l2'), mean: layer('m'), variance: layer('v') },
    norms: [norm('bn'), norm('bn2')],
  };
}

const rowsOf = (batch: Tensor): Float64Array[] => {
  const [count = 0, size = 0] = batch.shape;
  const all = batch.dataSync();
  return Array.from({ length: count }, (_, i) => Float64Array.from(all.subarray(i * size, (i + 1) * size)));
};

const linear = ({ weights, bias, columns }: Linear, x: ArrayLike<number>): Float64Array =>
  Float64Array.from(bias, (sum, row) => {
    let total = sum;
    for (let i = 0; i < columns; i++) total += weights[row * columns + i]! * x[i]!;
    return total;
  });

function transposed({ weights, columns }: Linear, cotangent: ArrayLike<number>): Float64Array {
  const result = new Float64Array(columns);
  for (let row = 0; row < cotangent.length; row++) {
    for (let i = 0; i < columns; i++) result[i]! += weights[row * columns + i]! * cotangent[row]!;
  }
  return result;
}

const affine = ({ scale, shift }: Normalisation, x: Float64Array): Float64Array =>
  x.map((value, i) => value * scale[i]! + shift[i]!);

const meanOf = (x: Float64Array) => x.reduce((sum, value) => sum + value, 0) / x.length;

function layerNorm(x: Float64Array): { output: Float64Array; deviation: number } {
  const mean = meanOf(x);
  const deviation = Math.sqrt(meanOf(x.map((value) => (value - mean) ** 2)) + EPSILON.layerNorm);
  return { output: x.map((value) => (value - mean) / deviation), deviation };
}

/** (c − mean(c) − y mean(c y)) / deviation, for the output y. */
function layerNormBackward(
  { output, deviation }: ReturnType<typeof layerNorm>,
  c: Float64Array,
): Float64Array {
  const mean = meanOf(c);
  const along = meanOf(c.map((value, i) => value * output[i]!));
  return c.map((value, i) => (value - mean - output[i]! * along) / deviation);
}
