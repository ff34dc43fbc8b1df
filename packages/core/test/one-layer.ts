import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { expect } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { layersEncoder } from '../src/encoders/layers-model/layers-encoder.js';
import type { GraphNode } from '../src/graph/graph.js';
import { random } from './small-models.js';

/** A model with the layer (which has its `inputShape`), a flatten layer if needed, and random weights. */
export function modelOf(layer: tfl.layers.Layer, seed = 1): tfl.LayersModel {
  const model = tfl.sequential({ layers: [layer] });
  if (model.outputs[0]!.shape.length > 2) model.add(tfl.layers.flatten());
  model.setWeights(
    model.weights.map(({ shape, name }, i) => {
      const values = random(shape as number[], seed + i);
      return name.includes('variance') ? tf.add(tf.abs(values), 0.1) : values;
    }),
  );
  return model;
}

/** The operations of the layer, without the input and the flatten layer. */
export function nodesOf(layer: tfl.layers.Layer): GraphNode[] {
  const { nodes } = layersEncoder(modelOf(layer)).graph!;
  return nodes.filter((node) => node.name.split('/')[0] === layer.name);
}

export interface Expected {
  /** Whether tfjs has a correct gradient. Default true. */
  readonly tape?: boolean;
  /** Whether the model is linear up to a constant: ⟨vjp(g), x⟩ = ⟨g, f(x) − f(0)⟩. Default false. */
  readonly linear?: boolean;
}

/**
 * Expects the latents of `predict`, the gradient of tfjs' tape on the cpu backend or the transpose of a linear model, the same
 * numbers on wasm, and that no tensor is left allocated.
 */
export async function expectRight(
  model: tfl.LayersModel,
  inputs: tf.Tensor,
  { tape = true, linear = false }: Expected = {},
): Promise<void> {
  await useBackend('cpu');
  const encoder = layersEncoder(model);
  const predict = (x: tf.Tensor) => model.apply(x, { training: false }) as tf.Tensor;
  const expected = predict(inputs);
  const cotangent = random(expected.shape, 9) as tf.Tensor2D;
  const run = async () => {
    const trace = encoder.trace(inputs);
    const gradient = await trace.backward(cotangent);
    const values = { latent: trace.latent.dataSync(), gradient: gradient.dataSync() };
    trace.dispose();
    gradient.dispose();
    return values;
  };
  const { numTensors } = tf.memory();
  const onCpu = await run();
  expect(tf.memory().numTensors).toBe(numTensors);
  expectClose(onCpu.latent, expected.dataSync());
  if (tape) expectClose(onCpu.gradient, tf.grad(predict)(inputs, cotangent).dataSync());
  if (linear) {
    const change = tf.sub(expected, predict(tf.zerosLike(inputs))).dataSync();
    expectClose([dot(onCpu.gradient, inputs.dataSync())], [dot(cotangent.dataSync(), change)], inputs.size);
  }
  try {
    await useBackend('wasm');
    const onWasm = await run();
    expectClose(onWasm.latent, onCpu.latent);
    expectClose(onWasm.gradient, onCpu.gradient);
  } finally {
    await useBackend('cpu');
  }
}

type Numbers = ArrayLike<number>;

const dot = (a: Numbers, b: Numbers): number =>
  Array.from(a).reduce((sum, value, i) => sum + value * b[i]!, 0);

/** Expects equal numbers up to the float32 rounding of sums of a few hundred numbers, of magnitude `scale` or more. */
export function expectClose(actual: Numbers, expected: Numbers, scale = 1): void {
  expect(actual.length).toBe(expected.length);
  const largest = Array.from(expected).reduce((most, value) => Math.max(most, Math.abs(value)), scale);
  Array.from(actual).forEach((value, i) => {
    if (!(Math.abs(value - expected[i]!) < 3e-6 * largest)) {
      expect.fail(`at ${i}: ${value}, expected ${expected[i]} ± ${3e-6 * largest}`);
    }
  });
}
