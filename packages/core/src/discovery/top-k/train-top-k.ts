import { keyedNormal, keyedRandom, trainingDiverged } from '@csm/base';
import {
  add,
  div,
  matMul,
  maximum,
  mul,
  neg,
  norm,
  type Optimizer,
  relu,
  step as stepFunction,
  sub,
  sum,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
  tensor2d,
  tidy,
  train,
  type Variable,
  variable,
} from '@tensorflow/tfjs-core';
import { checkpoint, type Run } from '../../explain/run.js';
import { largestOnly } from './largest-only.js';
import { shuffledBatches } from './shuffled-batches.js';

/** Settings of {@link trainTopK}. */
export interface TopKTraining {
  readonly count: number;
  readonly active: number;
  readonly steps: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly seed: number;
}

/** Weight of the loss of dead codes (Gao et al. 2024, appendix A.2). */
const DEAD_WEIGHT = 1 / 32;

/** Below every number before the ReLU. */
const LEAST = -1e30;

/** What the training found, in units of the examples that it was given. */
export interface TrainedTopK {
  /** `[size, count]`. */
  readonly encoder: Float32Array;
  readonly shift: Float32Array;
  /** `[count, size]`, rows of length 1. */
  readonly directions: Float32Array;
  readonly offset: Float32Array;
}

interface Weights {
  readonly encoder: Variable;
  readonly shift: Variable;
  readonly directions: Variable;
  readonly offset: Variable;
}

/**
 * Trains a TopK autoencoder with Adam: a = TopK(ReLU((x − offset) W + b)), x̂ = offset + a D, loss ‖x − x̂‖² per example. Directions are scaled back to
 * length 1 after each step. Codes that no example of a whole pass used learn to describe what the others miss.
 *
 * @param examples with mean 0 and mean square 1 per component, `[n, size]`, row-major.
 */
export async function trainTopK(
  caller: string,
  examples: Float32Array,
  size: number,
  settings: TopKTraining,
  run: Run,
): Promise<TrainedTopK> {
  const { count, steps, batchSize, learningRate, seed } = settings;
  const weights = initialWeights(size, count, keyedNormal(caller, seed));
  const optimizer = train.adam(learningRate);
  const batches = shuffledBatches(examples, size, batchSize, keyedRandom(caller, seed, 'order'));
  const perPass = Math.ceil(examples.length / size / batchSize);
  let used = tensor1d(new Float32Array(count));
  let dead: Float32Array | undefined;
  try {
    for (let done = 0; done < steps; done++) {
      await checkpoint(run);
      const values = batches();
      const next = tidy(() => {
        const batch = tensor2d(values, [values.length / size, size]);
        return add(used, trainingStep(batch, weights, settings, dead, optimizer)) as Tensor1D;
      });
      used.dispose();
      used = next;
      if ((done + 1) % perPass === 0 || done + 1 === steps) {
        const counts = await used.data<'float32'>();
        if (!counts.every(Number.isFinite)) {
          throw trainingDiverged(
            `${caller}: the training must converge; a weight became NaN or infinite after ${done + 1} steps; lower the learningRate.`,
          );
        }
        const unused = counts.map((value) => Number(value === 0));
        dead = unused.includes(1) ? unused : undefined;
        used.dispose();
        used = tensor1d(new Float32Array(count));
      }
      run.onProgress?.({ done: done + 1, total: steps });
    }
    return await valuesOf(weights);
  } finally {
    optimizer.dispose();
    used.dispose();
    for (const weight of Object.values(weights)) weight.dispose();
  }
}

/** One update. @returns how many examples of the batch used each code; NaN if the loss is not finite. */
function trainingStep(
  batch: Tensor2D,
  weights: Weights,
  { active }: TopKTraining,
  dead: Float32Array | undefined,
  optimizer: Optimizer,
): Tensor1D {
  const { offset } = weights;
  const [encoder, directions] = [
    weights.encoder as unknown as Tensor2D,
    weights.directions as unknown as Tensor2D,
  ];
  const centred: Tensor2D = sub(batch, offset);
  const before: Tensor2D = add(matMul(centred, encoder), weights.shift);
  const decode = (mask: Tensor2D, wanted: Tensor2D, weight: number): Part => {
    const codes: Tensor2D = mul(relu(before), mask);
    const error: Tensor2D = sub(matMul(codes, directions), wanted);
    const slope: Tensor2D = mul(error, (2 * weight) / batch.shape[0]);
    const codeSlope = mul(
      matMul(slope, directions, false, true),
      mul(mask, stepFunction(before)),
    ) as Tensor2D;
    return { codes, error, slope, codeSlope, directionSlope: matMul(codes, slope, true) };
  };
  const main = decode(largestOnly(before, active), centred, 1);
  // Dead codes learn from what is left, which is a constant to them.
  const revived =
    dead && decode(deadOnly(before, dead, Math.max(1, batch.shape[1] >> 1)), neg(main.error), DEAD_WEIGHT);
  const codeSlope = revived ? add(main.codeSlope, revived.codeSlope) : main.codeSlope;
  const directionSlope = revived ? add(main.directionSlope, revived.directionSlope) : main.directionSlope;
  const offsetSlope = sub(sum(main.slope, 0), sum(matMul(codeSlope as Tensor2D, encoder, false, true), 0));
  optimizer.applyGradients({
    [weights.encoder.name]: matMul(centred, codeSlope as Tensor2D, true),
    [weights.shift.name]: sum(codeSlope, 0),
    [weights.directions.name]: directionSlope,
    [offset.name]: offsetSlope,
  });
  const lengths = maximum(norm(weights.directions, 2, 1, true), 1e-12);
  weights.directions.assign(div(weights.directions, lengths));
  // 0 · error is NaN if the error is not finite.
  return add(sum(stepFunction(main.codes), 0), mul(sum(main.error), 0)) as Tensor1D;
}

/** Codes of some positions, what they miss, and the derivatives of its squared length. */
interface Part {
  readonly codes: Tensor2D;
  readonly error: Tensor2D;
  readonly slope: Tensor2D;
  readonly codeSlope: Tensor2D;
  readonly directionSlope: Tensor2D;
}

/** 1 for the `most` largest codes of each example among the dead ones. */
function deadOnly(pre: Tensor2D, dead: Float32Array, most: number): Tensor2D {
  const some = dead.reduce((sum, value) => sum + value, 0);
  const isDead = tensor2d(dead, [1, dead.length]);
  const candidates = add(pre, mul(sub(1, isDead), LEAST)) as Tensor2D;
  return mul(largestOnly(candidates, Math.min(most, some)), isDead) as Tensor2D;
}

/** Random directions of length 1; the encoder is their transpose. */
function initialWeights(size: number, count: number, normal: () => number): Weights {
  const directions = new Float32Array(count * size);
  const encoder = new Float32Array(size * count);
  for (let j = 0; j < count; j++) {
    const drawn = Float64Array.from({ length: size }, normal);
    const length = Math.sqrt(drawn.reduce((total, value) => total + value * value, 0));
    for (const [k, value] of drawn.entries()) {
      directions[j * size + k] = value / length;
      encoder[k * count + j] = value / length;
    }
  }
  return tidy(() => ({
    encoder: variable(tensor2d(encoder, [size, count])),
    shift: variable(tensor1d(new Float32Array(count))),
    directions: variable(tensor2d(directions, [count, size])),
    offset: variable(tensor1d(new Float32Array(size))),
  }));
}

async function valuesOf({ encoder, shift, directions, offset }: Weights): Promise<TrainedTopK> {
  const read = async (weight: Variable) => Float32Array.from(await weight.data<'float32'>());
  return {
    encoder: await read(encoder),
    shift: await read(shift),
    directions: await read(directions),
    offset: await read(offset),
  };
}
