import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { BACKENDS, useBackend } from '../../../test/backends.js';
import { forward, type Operation, vjp } from '../src/graph/operation.js';
import { expectClose } from './one-layer.js';
import { random } from './small-models.js';

/** A slow definition of an operation in float64: the output's numbers for the input's numbers. */
export type Definition = (x: readonly number[]) => readonly number[];

/**
 * Expects that an operation of one input computes its definition, and that its vector–Jacobian product equals central differences of the
 * definition in float64, on each backend, without leaving tensors allocated.
 */
export async function expectDefinition(
  make: () => Operation,
  x: { readonly values: readonly number[]; readonly shape: readonly number[] },
  definition: Definition,
): Promise<void> {
  const values = [...Float32Array.from(x.values)];
  const expected = definition(values);
  await useBackend('cpu');
  const cotangent = [...random([expected.length], 17).dataSync()];
  const differences = centralDifferencesOf(definition, values, cotangent);
  try {
    for (const backend of BACKENDS) {
      await useBackend(backend);
      const before = tf.memory().numTensors;
      const { output, leaving } = tf.tidy(() => {
        const operation = make();
        const input = tf.tensor(values, [...x.shape]);
        const made = forward(operation, [input]);
        const [given] = vjp(operation, { inputs: [input], output: made }, tf.tensor(cotangent, made.shape));
        expect(given?.shape).toEqual(input.shape);
        return { output: made.dataSync(), leaving: given?.dataSync() ?? [] };
      });
      expect(tf.memory().numTensors).toBe(before);
      expectClose(output, expected);
      expectClose(leaving, differences);
    }
  } finally {
    await useBackend('cpu');
  }
}

/** As {@link expectDefinition}, for operations of several inputs. */
export async function expectDefinitionOfSeveral(
  operation: Operation,
  inputs: readonly { readonly values: readonly number[]; readonly shape: readonly number[] }[],
  definition: (...inputs: (readonly number[])[]) => readonly number[],
): Promise<void> {
  const values = inputs.map((input) => [...Float32Array.from(input.values)]);
  const expected = definition(...values);
  await useBackend('cpu');
  const cotangent = [...random([expected.length], 17).dataSync()];
  const differences = values.map((own, i) =>
    centralDifferencesOf(
      (x) => definition(...values.map((value, k) => (k === i ? x : value))),
      own,
      cotangent,
    ),
  );
  try {
    for (const backend of BACKENDS) {
      await useBackend(backend);
      const before = tf.memory().numTensors;
      const { output, leaving } = tf.tidy(() => {
        const tensors = values.map((own, i) => tf.tensor(own, [...(inputs[i]?.shape ?? [])]));
        const made = forward(operation, tensors);
        const cotangents = vjp(
          operation,
          { inputs: tensors, output: made },
          tf.tensor(cotangent, made.shape),
        );
        expect(cotangents.map(({ shape }) => shape)).toEqual(inputs.map(({ shape }) => shape));
        return { output: made.dataSync(), leaving: cotangents.map((each) => each.dataSync()) };
      });
      expect(tf.memory().numTensors).toBe(before);
      expectClose(output, expected);
      leaving.forEach((own, i) => {
        expectClose(own, differences[i] ?? []);
      });
    }
  } finally {
    await useBackend('cpu');
  }
}

/** Σ g · (f(x + h eᵢ) − f(x − h eᵢ)) / 2h in float64. */
export function centralDifferencesOf(
  definition: Definition,
  x: readonly number[],
  cotangent: readonly number[],
  h = 1e-5,
): number[] {
  return x.map((_, i) => {
    const at = (by: number) => definition(x.map((value, k) => (k === i ? value + by : value)));
    const [after, before] = [at(h), at(-h)];
    return cotangent.reduce((sum, g, k) => sum + (g * ((after[k] ?? 0) - (before[k] ?? 0))) / (2 * h), 0);
  });
}

/** Numbers of about normal size, without a backend. */
export function numbers(count: number, seed: number): number[] {
  return Array.from({ length: count }, (_, i) => {
    const part = (k: number) => Math.abs((Math.sin(12.9898 * (3 * i + k) + 78.233 * seed) * 43758.5453) % 1);
    return 2 * (part(0) + part(1) + part(2) - 1.5);
  });
}
