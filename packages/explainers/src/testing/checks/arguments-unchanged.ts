import { disposeAttribution } from '@csm/core';
import { batchOf } from '../attribute-on-host.js';
import type { Check } from '../check.js';
import { expectSameBytes } from '../compare.js';
import { samplesFor, scoresFor } from '../samples.js';

/** Inputs are borrowed: neither disposed nor changed; nor are the concept vectors. */
export const argumentsUnchanged: Check = {
  name: 'arguments unchanged',
  async run({ encoder, create }) {
    const target = { encoder, scores: scoresFor(encoder, 2) };
    const vectors = target.scores.map(({ concept }) => concept!.vector.slice());
    const samples = samplesFor(encoder, 2);
    const inputs = batchOf(target, samples);
    disposeAttribution(await create().attribute(target, inputs, {}));
    if (inputs.isDisposed) {
      throw new Error('attribute: expected the inputs to live on; they were disposed, or returned as a map.');
    }
    const values = Float32Array.from(await inputs.data());
    inputs.dispose();
    samples.forEach((sample, i) => {
      const now = values.slice(i * sample.length, (i + 1) * sample.length);
      expectSameBytes(`inputs, sample ${i}, after attribute`, now, sample);
    });
    vectors.forEach((vector, k) => {
      expectSameBytes(`concept vector ${k}, after attribute`, target.scores[k]!.concept!.vector, vector);
    });
  },
};
