import { conceptVector, explain, layersEncoder } from '@csm/core';
import { gradient, guidedBackprop, rectifiedGradient, smoothGrad } from '@csm/explainers';
import { memory, type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { missingForSwiftshader, SWIFTSHADER, skippedFor } from '../../../test/swiftshader.js';
import { onnxEncoder } from '../src/index.js';
import { runtimeDecoder, runtimeEncoder } from '../src/runtime.js';
import { floatTensor, modelBytes, nodeBytes, valueBytes } from './onnx-bytes.js';
import { convolutionalNetwork } from './small-networks.js';

beforeAll(() => useBackend('cpu'));

/** relu(log(x) W) V, as an encoder of counts has it: NaN where a number is below 0. */
const ofLogarithms = () =>
  onnxEncoder(
    modelBytes({
      nodes: [
        nodeBytes('Log', ['x'], ['l']),
        nodeBytes('MatMul', ['l', 'w'], ['h']),
        nodeBytes('Relu', ['h'], ['r']),
        nodeBytes('MatMul', ['r', 'v'], ['y']),
      ],
      initializers: [
        floatTensor('w', [2, 3], [1, -2, 0.5, 0.3, 1, -1]),
        floatTensor('v', [3, 2], [1, 0.5, -1, 2, 0.7, 1]),
      ],
      inputs: [valueBytes('x', ['n', 2])],
      outputs: [valueBytes('y', ['n', 2])],
    }),
  );

describe.each(['cpu', 'webgpu'] as const)('NaN inside a network, with the session "%s"', (session) => {
  const missing = session === 'webgpu' ? missingForSwiftshader : undefined;

  it.skipIf(missing)(
    `makes the maps of its sample NaN, as in TensorFlow.js${skippedFor(missing)}`,
    async () => {
      Object.assign(process.env, SWIFTSHADER);
      const encoder = await ofLogarithms();
      const engine = await runtimeEncoder(encoder, { session });
      const before = memory().numTensors;
      // Samples 1 and 3 have a logarithm of a number below 0.
      const x = tensor2d([3, 0.5, -1, 2, 0.7, 4, 2, -3], [4, 2]);
      const [own, trace] = [encoder.trace(x, { rules: false }), await engine.trace(x, { rules: false })];
      const latents = [await engine.encode(x), trace.latent];
      for (const latent of latents) {
        expect([...(await latent.data())].map(Number.isNaN)).toEqual([0, 0, 1, 1, 0, 0, 1, 1].map(Boolean));
      }
      latents[0]?.dispose();
      for (const times of [1, 2]) {
        const cotangent = tensor2d(new Float32Array(8 * times).fill(1), [4 * times, 2]) as Tensor2D;
        const [expected, found] = [await own.backward(cotangent), await trace.backward(cotangent)];
        const [a, b] = [await expected.data(), await found.data()];
        const defined = [...b].map((_, i) => Math.floor(i / 2) % 2 === 0);
        expect([...a].map(Number.isFinite)).toEqual(defined);
        expect([...b].map(Number.isFinite)).toEqual(defined);
        for (const [i, value] of a.entries())
          if (defined[i]) expect(b[i], `number ${i}`).toBeCloseTo(value, 5);
        for (const each of [cotangent, expected, found]) each.dispose();
      }
      for (const each of [own, trace, x]) each.dispose();
      expect(memory().numTensors).toBe(before);
      await engine.dispose();
      encoder.dispose();
    },
  );
});

describe('NaN in ONNX Runtime', () => {
  it.each([gradient(), guidedBackprop(), rectifiedGradient({ percentile: 50 })])(
    'at noisy inputs is rejected, as in TensorFlow.js: $name',
    async (method) => {
      const encoder = await ofLogarithms();
      const engine = await runtimeEncoder(encoder);
      const x = ndarray(Float32Array.of(3, 0.01), [1, 2]);
      // The noise makes the second number negative.
      const noisy = smoothGrad(method, { samples: 8, noise: 0.5, seed: 1 });
      for (const each of [encoder, engine]) {
        const run = explain(each, conceptVector('c', [1, 2]), x, noisy, { onWarning() {} });
        await expect(run).rejects.toMatchObject({ code: 'ERR_NOT_FINITE' });
      }
      await engine.dispose();
      encoder.dispose();
    },
  );

  it('in a weight is rejected by name, because WebGPU computes max(NaN, 0) = 0', async () => {
    const model = convolutionalNetwork();
    const dense = model.layers.at(-1);
    const [kernel, bias] = dense?.getWeights() ?? [];
    const diverged = tensor2d(
      new Float32Array(kernel?.size ?? 0).fill(Number.NaN, 7, 8),
      kernel?.shape as [number, number],
    );
    dense?.setWeights([diverged, ...(bias ? [bias] : [])]);
    const { graph } = layersEncoder(model);
    const before = memory().numTensors;
    await expect(runtimeEncoder(layersEncoder(model))).rejects.toMatchObject({
      code: 'ERR_NOT_FINITE',
      message: `runtimeEncoder: expected weights without NaN; the kernel of "${dense?.name}" contains NaN; check whether training diverged, or load the model again.`,
    });
    await expect(
      runtimeDecoder({ ...(graph && { graph }), decode: (latents) => latents }),
    ).rejects.toMatchObject({ code: 'ERR_NOT_FINITE' });
    expect(memory().numTensors).toBe(before);
    diverged.dispose();
    model.dispose();
  });
});
