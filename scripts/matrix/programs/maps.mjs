// What every cell of the matrix computes: a score and a map of one input, from an ONNX file. The caller chooses the backend.
import { conceptVector, explain } from '@csm/core';
import { integratedGradients } from '@csm/explainers';
import { onnxEncoder } from '@csm/onnx';
import ndarray from 'ndarray';

/** The input: numbers in [0, 1] that every runtime makes alike. */
export function input(shape) {
  const length = shape.reduce((product, n) => product * n, 1);
  return ndarray(
    Float32Array.from({ length }, (_, i) => ((i * 7919) % 1000) / 1000),
    [1, ...shape],
  );
}

/** The score, and some numbers of the map. */
export async function numbersOf(encoder) {
  const concept = conceptVector(
    'test',
    Array.from({ length: encoder.latentSize }, (_, i) => Math.cos(i)),
  );
  const { scores, maps } = await explain(
    encoder,
    concept,
    input(encoder.inputShape),
    integratedGradients({ steps: 8 }),
    { onWarning: () => {} },
  );
  const values = Array.from(maps.data);
  const squares = values.reduce((sum, value) => sum + value * value, 0);
  return [scores.get(0), values.reduce((sum, value) => sum + value, 0), Math.sqrt(squares), values[1000]];
}

/** The numbers for a model in a file's bytes. */
export async function numbersOfModel(bytes) {
  const encoder = await onnxEncoder(bytes, { normalise: { mean: 0.5, std: 0.5 } });
  const numbers = await numbersOf(encoder);
  encoder.dispose();
  return numbers;
}
