import { conceptVector, explain, layersEncoder } from '@csm/core';
import { deepLift, gradient, guidedBackprop, integratedGradients, rectifiedGradient } from '@csm/explainers';
import { testEncoders } from '@csm/explainers/testing';
import { dispose, randomNormal, type Tensor2D } from '@tensorflow/tfjs-core';
import { initializers, layers, sequential } from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { relativeDifference } from '../../../test/browser/relative-difference.js';
import { missingForSwiftshader, SWIFTSHADER, skippedFor } from '../../../test/swiftshader.js';
import { runtimeEncoder } from '../src/runtime.js';

const methods = {
  gradient: () => gradient(),
  integratedGradients: () => integratedGradients({ steps: 4 }),
  guidedBackprop: () => guidedBackprop(),
  rectifiedGradient: () => rectifiedGradient({ percentile: 60 }),
  deepLift: () => deepLift({ baseline: 0.1 }),
};

describe.skipIf(missingForSwiftshader)(
  `an encoder in ONNX Runtime on WebGPU${skippedFor(missingForSwiftshader)}`,
  () => {
    beforeAll(async () => {
      Object.assign(process.env, SWIFTSHADER);
      await useBackend('cpu');
    });

    it.each(Object.entries(testEncoders))('has the maps of TensorFlow.js: %s', async (_name, create) => {
      const { encoder, dispose } = create();
      const engine = await runtimeEncoder(encoder, { session: 'webgpu' });
      const count = encoder.inputShape.reduce((a, b) => a * b, 3);
      const inputs = ndarray(
        Float32Array.from({ length: count }, (_, i) => Math.sin(i * i)),
        [3, ...encoder.inputShape],
      );
      const concept = conceptVector('concept', Float32Array.of(1, -0.5, 0.3, 2));
      for (const method of Object.values(methods)) {
        const options = { onWarning() {} };
        const found = await explain(engine, concept, inputs, method(), options);
        const expected = await explain(encoder, concept, inputs, method(), options);
        const difference = relativeDifference(
          found.maps.data as Float32Array,
          expected.maps.data as Float32Array,
        );
        expect(difference, method().name).toBeLessThan(1e-5);
      }
      await engine.dispose();
      dispose();
    });

    // ONNX Runtime's WebGPU provider convolves 6, 9, 15, … channels to 4, 8, … filters wrongly.
    it.each([
      [3, 8],
      [6, 8],
      [8, 6],
      [9, 4],
      [15, 12],
    ])('convolves %i channels to %i filters, and back', async (channels, filters) => {
      const model = sequential({
        layers: [
          layers.conv2d({
            inputShape: [6, 5, channels],
            filters,
            kernelSize: 3,
            padding: 'same',
            kernelInitializer: initializers.glorotNormal({ seed: 1 }),
          }),
          layers.flatten(),
        ],
      });
      const encoder = layersEncoder(model);
      const engine = await runtimeEncoder(encoder, { session: 'webgpu' });
      const x = randomNormal([2, 6, 5, channels], 0, 1, 'float32', 1);
      const cotangent = randomNormal([2, encoder.latentSize], 0, 1, 'float32', 2) as Tensor2D;
      const passes = await Promise.all(
        [encoder, engine].map(async (each) => {
          const trace = await each.trace(x, { rules: false });
          const map = await trace.backward(cotangent);
          const numbers = [await trace.latent.data(), await map.data()];
          trace.dispose();
          map.dispose();
          return numbers;
        }),
      );
      const [expected = [], found = []] = passes;
      for (const [i, values] of expected.entries()) {
        expect(relativeDifference(found[i] ?? [], values)).toBeLessThan(1e-6);
      }
      dispose([x, cotangent]);
      await engine.dispose();
      model.dispose();
    });
  },
);
