import * as tf from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import type { Explainer } from '../../packages/core/src/index.js';
import {
  gradient,
  gradientShap,
  type SmoothGradOptions,
  smoothGrad,
} from '../../packages/explainers/src/index.js';
import { integers, type Oracle, values } from '../oracles.js';

/** SmoothGrad of the gradient, with the oracle's noise. */
export function smoothGradOfDraws(
  oracle: Oracle,
  aggregate: NonNullable<SmoothGradOptions['aggregate']>,
): Explainer {
  return smoothGrad(gradient(), { samples: drawCount(oracle), aggregate, draw: (k) => noise(oracle, k) });
}

/** GradientSHAP, with the oracle's noise, path points and choices of baselines. */
export function gradientShapOfDraws(oracle: Oracle): Explainer {
  const batch = oracle.noise.shape[1]!;
  const ofDraw = <T extends Float32Array | Int32Array>(numbers: T, k: number) =>
    numbers.slice(k * batch, (k + 1) * batch);
  return gradientShap({
    baselines: ndarray(values(oracle.gs_baselines), oracle.gs_baselines.shape),
    samples: drawCount(oracle),
    draw: (k) => ({
      alpha: ofDraw(values(oracle.gs_alpha), k),
      baseline: ofDraw(integers(oracle.gs_index), k),
      noise: noise(oracle, k),
    }),
  });
}

const drawCount = (oracle: Oracle): number => oracle.noise.shape[0]!;

/** The noise that draw k adds to the inputs, `[batch, …]`. */
function noise({ noise: stored }: Oracle, k: number): tf.Tensor {
  const [, ...shape] = stored.shape;
  const size = tf.util.sizeFromShape(shape);
  return tf.tensor(values(stored).slice(k * size, (k + 1) * size), shape);
}
