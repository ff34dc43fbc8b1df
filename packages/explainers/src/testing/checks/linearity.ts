import { conceptVector, dotProduct } from '@csm/core';
import { attributeOnHost } from '../attribute-on-host.js';
import type { Check } from '../check.js';
import { expectClose, largest } from '../compare.js';
import { numbers, samplesFor } from '../samples.js';

/** Where promised: the map of v + c w is the map of v plus c times the map of w. */
export const linearity: Check = {
  name: 'linearity in the concept',
  promise: 'linear',
  async run({ encoder, create, tolerance }) {
    const [v, w] = [numbers(encoder.latentSize, 21), numbers(encoder.latentSize, 22)];
    for (const factor of [1, -2.5]) {
      const sum = v.map((value, i) => value + factor * w[i]!);
      const scores = [v, w, sum].map((vector, k) => dotProduct(conceptVector(`concept ${k}`, vector)));
      const { maps } = await attributeOnHost(create(), { encoder, scores }, samplesFor(encoder, 2));
      const [ofV, ofW, ofSum] = maps.map((samples) => samples.flatMap((map) => [...map]));
      const expected = ofV!.map((value, i) => value + factor * ofW![i]!);
      const scale = largest(ofV!) + Math.abs(factor) * largest(ofW!);
      expectClose(`map of v + (${factor}) w`, ofSum!, expected, tolerance, scale);
    }
  },
};
