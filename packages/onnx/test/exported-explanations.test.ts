import { keyedNormal } from '@csm/base';
import { type ConceptScore, conceptVector, type Encoder, explain, signedDistance } from '@csm/core';
import type { Explainer } from '@csm/core/extend';
import {
  attnLrp,
  deconvnet,
  deepLift,
  epsilonLrp,
  epsilonPlusFlat,
  gradient,
  guidedBackprop,
  inputXGradient,
  integratedGradients,
  lrp,
  rectifiedGradient,
} from '@csm/explainers';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { exportExplanation } from '../src/index.js';
import { difference, firstOf, ROUNDING, randomInputs } from './array-difference.js';
import { LAYERS_ENCODERS } from './layers-models.js';
import { expectAcceptedByOnnx, uncheckedByOnnx } from './onnx-in-python.js';
import { runFile } from './run-file.js';

// tfjs' cpu backend adds up the 1,024 terms of a sum one by one, which rounds more than the bound.
beforeAll(() => useBackend('wasm'));

/** LRP and DeepLIFT divide by values that may be near zero, which magnifies rounding; tfjs' backends differ by as much. */
const boundOf = (method: string) => (/LRP|DeepLIFT/.test(method) ? 20 * ROUNDING : ROUNDING);

const METHODS: Readonly<Record<string, (encoder: Encoder) => Explainer>> = {
  gradient: () => gradient(),
  'input × gradient': () => inputXGradient(),
  'integrated gradients': () => integratedGradients({ steps: 8 }),
  'integrated gradients from several baselines': (encoder) =>
    integratedGradients({ steps: 5, baseline: [0.2, firstInput(encoder)], quadrature: 'trapezoid' }),
  'integrated gradients from zero': (encoder) =>
    integratedGradients({ steps: 5, baseline: firstInput(encoder), pathFromZero: true }),
  'guided backprop': () => guidedBackprop(),
  deconvnet: () => deconvnet(),
  'rectified gradient': () => rectifiedGradient({ percentile: 80 }),
  DeepLIFT: (encoder) => deepLift({ baseline: firstInput(encoder) }),
  'ε-LRP': () => epsilonLrp(),
  LRP: () => lrp({ rules: epsilonPlusFlat() }),
  'ε-LRP, gradient form': () => epsilonLrp({ form: 'gradient', epsilon: 0.01 }),
  'AttnLRP, explicit form': () => attnLrp({ form: 'explicit' }),
};

const firstInput = (encoder: Encoder) => {
  const { data, shape } = firstOf(randomInputs(encoder, 1), 1);
  return ndarray(
    data.map((value) => value / 3),
    shape.slice(1),
  );
};

function concepts({ latentSize }: Encoder): ConceptScore[] {
  const random = keyedNormal('concepts');
  const vector = () => Float32Array.from({ length: latentSize }, random);
  return [
    signedDistance(conceptVector('hat', vector()), 0.3),
    signedDistance(conceptVector('glasses', vector())),
  ];
}

describe.each(Object.keys(LAYERS_ENCODERS))(`the file of an explanation: %s${uncheckedByOnnx}`, (name) => {
  // The rules of ε-LRP do not say how layer normalisation redistributes relevance.
  const methods = Object.keys(METHODS).filter(
    (each) => !['ε-LRP', 'LRP'].includes(each) || name !== 'gated sequences',
  );

  it.each(methods)('%s, as explain gives it, for batches of any size', async (method) => {
    const encoder = LAYERS_ENCODERS[name]?.() as Encoder;
    const explainer = METHODS[method]?.(encoder) as Explainer;
    const scores = concepts(encoder);
    const bytes = await exportExplanation(encoder, scores, explainer, { onWarning() {} });
    expectAcceptedByOnnx(bytes);
    const x = randomInputs(encoder, 5);
    for (const n of [1, 5]) {
      const batch = firstOf(x, n);
      const found = await runFile(bytes, { input: batch });
      const expected = await explain(encoder, scores, batch, explainer, { onWarning() {} });
      expect(found.scores?.shape).toEqual([n, 2]);
      expect(found.maps?.shape).toEqual([n, 2, ...encoder.inputShape]);
      // A single score may be near zero.
      const all = ndarray(Float32Array.from(expected.flatMap((each) => Array.from(each.scores.data))), [
        2,
        n,
      ]);
      expect(difference(found.scores?.transpose(1, 0), all)).toBeLessThan(ROUNDING);
      for (const [k, { maps }] of expected.entries()) {
        expect(difference(found.maps?.pick(null, k), maps), `map ${k}`).toBeLessThan(boundOf(method));
      }
    }
  });
});
