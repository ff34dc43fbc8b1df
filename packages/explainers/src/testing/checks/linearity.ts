import { conceptVector, dotProduct } from '@csm/core';
import { attributeOnHost } from '../attribute-on-host.js';
import type { Check } from '../check.js';
import { expectClose, largest } from '../compare.js';
import { numbers, samplesFor } from '../samples.js';

/**
 * Where promised, or declared by `Explainer.linear`: the map of v + c w is the map of v plus c times the map of w. `explain`
 * relies on the declaration.
 */
export const linearity: Check = {
  name: 'linearity in the concept',
  async run({ encoder, create, tolerance, promises }) {
    if (!promises.linear && !create().linear) return;
    const [v, w] = [numbers(encoder.latentSize, 21), numbers(encoder.latentSize, 22)];
    for (const factor of [1, -2.5]) {
      const sum = v.map((value, i) => value + factor * w[i]!);
      const scores = [v, w, sum].map((vector, k) => dotProduct(conceptVector(`concept ${k}`, vector)));
      const explainer = create();
      const samples = samplesFor(encoder, 2);
      const { maps, standardErrors } = await attributeOnHost(explainer, { encoder, scores }, samples);
      if (explainer.linear && standardErrors) {
        throw new Error('linear: expected no standard errors, which are not linear in the concept.');
      }
      const [ofV, ofW, ofSum] = maps.map((samples) => samples.flatMap((map) => [...map]));
      const expected = ofV!.map((value, i) => value + factor * ofW![i]!);
      const scale = largest(ofV!) + Math.abs(factor) * largest(ofW!);
      expectClose(`map of v + (${factor}) w`, ofSum!, expected, tolerance, scale);
    }
  },
};
