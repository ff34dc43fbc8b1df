import { conceptVector, explain } from '@csm/core';
import { deepLift, gradient, guidedBackprop, integratedGradients, rectifiedGradient } from '@csm/explainers';
import { testEncoders } from '@csm/explainers/testing';
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
  },
);
