import { conceptVector, dotProduct } from '@csm/core';
import { zip } from '../../checks/zip.js';
import { attributeOnHost } from '../attribute-on-host.js';
import type { Check } from '../check.js';
import { expectClose, largest } from '../compare.js';
import { numbers, samplesFor } from '../samples.js';

/**
 * If linearity is promised, or declared by `Explainer.linear`, the map of v + c w is the map of v plus c times the
 * map of w. `explain` relies on the declaration.
 */
export const linearity: Check = {
  name: 'linearity in the concept',
  async run({ encoder, create, tolerance, promises }) {
    if (!promises.linear && !create().linear) return;
    const [v, w] = [numbers(encoder.latentSize, 21), numbers(encoder.latentSize, 22)];
    for (const factor of [1, -2.5]) {
      const sum = zip(Array.from(v), Array.from(w)).map(([a, b]) => a + factor * b);
      const scores = [v, w, sum].map((vector, k) =>
        dotProduct(conceptVector(`concept ${k}`, Float32Array.from(vector))),
      );
      const explainer = create();
      const samples = samplesFor(encoder, 2);
      const { maps } = await attributeOnHost(explainer, { encoder, scores }, samples);
      const [ofV = [], ofW = [], ofSum = []] = maps.map((ofScore) => ofScore.flatMap((map) => [...map]));
      const expected = zip(ofV, ofW).map(([a, b]) => a + factor * b);
      const scale = largest(ofV) + Math.abs(factor) * largest(ofW);
      expectClose(`map of v + (${factor}) w`, ofSum, expected, tolerance, scale);
    }
  },
};
