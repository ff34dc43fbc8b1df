import { keyedNormal } from '@csm/base';
import { conceptVector, type Encoder, encode, explain, graphEncoder } from '@csm/core';
import { deepLift, gradient, guidedBackprop, integratedGradients, rectifiedGradient } from '@csm/explainers';
import { registerKernels } from '@csm/wasm';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import ndarray, { type NdArray } from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { loadMnistEncoder, MNIST_VAE, mnistDigits } from '../../../test/graph-model-mnist.js';
import { NEEDS_SHARED } from '../../../test/shared-folder.js';
import { exportEncoder, exportExplanation, onnxEncoder } from '../src/index.js';
import { sideInputsOf } from '../src/write/side-inputs.js';
import { difference, ROUNDING } from './array-difference.js';
import { encoderOf, exportedModels, stored } from './exported-models.js';
import { expectAcceptedByOnnx, uncheckedByOnnx } from './onnx-in-python.js';
import { runFile } from './run-file.js';

/** Rounding of sums of some thousand terms in networks of up to 60 layers. */
const BOUND = 5 * ROUNDING;

const METHODS = {
  gradient: gradient(),
  'integrated gradients': integratedGradients({ steps: 6 }),
  'guided backprop': guidedBackprop(),
  'rectified gradient': rectifiedGradient({ percentile: 80 }),
  DeepLIFT: deepLift(),
};

beforeAll(async () => {
  await useBackend('wasm');
  registerKernels();
});

const models = exportedModels();

describe(`models that PyTorch exported, exported again${uncheckedByOnnx}`, () => {
  if (models.length === 0) it.skip(`give the same latents and maps ${NEEDS_SHARED}`, () => {});

  it.each(models.map((model) => ({ name: model.name, model })))('$name', async ({ model }) => {
    const encoder = await encoderOf(model);
    const x = stored(model, 'x');
    if (x === undefined) throw new Error(`${model.name} is incomplete`);
    await expectSame(encoder, x);
    encoder.dispose();
  });
});

describe(`a GraphModel${uncheckedByOnnx}`, () => {
  const why = MNIST_VAE === undefined ? NEEDS_SHARED : '';
  it.skipIf(MNIST_VAE === undefined)(`gives the same latents and maps ${why}`, async () => {
    const model = await loadMnistEncoder();
    const encoder = graphEncoder(model, { output: { columns: [2, 4] }, logVariance: { columns: [0, 2] } });
    const digits = mnistDigits(3);
    await expectSame(encoder, ndarray(digits.dataSync() as Float32Array, digits.shape));
    model.dispose();
  });
});

/** The encoder's file, the encoder that is read from it, and the files of explanations give the numbers of the encoder. */
async function expectSame(encoder: Encoder, x: NdArray<Float32Array>): Promise<void> {
  const bytes = await exportEncoder(encoder);
  expectAcceptedByOnnx(bytes);
  const side = encoder.graph ? sideInputsOf(encoder.graph) : [];
  const feeds = Object.fromEntries(
    side.map(({ name, values }) => [name, ndarray(values.dataSync() as Float32Array, values.shape)]),
  );
  const { latent } = await runFile(bytes, { input: x, ...feeds });
  expect(difference(latent, await encode(encoder, x)), 'latents').toBeLessThan(BOUND);
  const random = keyedNormal('concept');
  const concept = conceptVector('c', Float32Array.from({ length: encoder.latentSize }, random));
  const given = Object.keys(feeds).length > 0 ? { given: feeds } : {};
  const read = await onnxEncoder(bytes, given);
  for (const [name, method] of Object.entries(METHODS)) {
    const quiet = { onWarning() {} };
    const expected = await explain(encoder, concept, x, method, quiet).catch((error: Error) => error);
    if (expected instanceof Error) {
      // Methods with rules refuse recurrent layers; the export refuses with the same words.
      expect(expected.message).toMatch(/applies a nonlinearity inside/);
      await expect(exportExplanation(encoder, concept, method, quiet)).rejects.toThrow(expected.message);
      continue;
    }
    const again = await explain(read, concept, x, method, quiet);
    expect(difference(again.maps, expected.maps), `${name}, read`).toBeLessThan(ROUNDING);
    const file = await exportExplanation(encoder, concept, method, quiet);
    expectAcceptedByOnnx(file);
    const found = await runFile(file, { input: x, ...feeds });
    const bound = name === 'DeepLIFT' ? 4 * BOUND : BOUND;
    expect(difference(found.maps?.pick(null, 0), expected.maps), `${name}, file`).toBeLessThan(bound);
  }
  read.dispose();
}
