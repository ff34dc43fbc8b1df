import type { Run } from '@csm/core';
import { attributeOnHost } from '../attribute-on-host.js';
import type { Check } from '../check.js';
import { expectClose } from '../compare.js';
import { samplesFor, scoresFor } from '../samples.js';

/** One by one, or in parts, equals all at once. A method that draws gives a sample its draws by `run.firstSample`. */
export const batchInvariance: Check = {
  name: 'batch invariance',
  async run({ encoder, create, tolerance }) {
    const target = { encoder, scores: scoresFor(encoder, 1) };
    const samples = samplesFor(encoder, 5);
    const explainer = create();
    const mapsOf = async (from: number, to: number, run: Run) =>
      (await attributeOnHost(explainer, target, samples.slice(from, to), run)).maps[0]!;

    const whole = await mapsOf(0, 5, {});
    for (const [from, to] of [[0, 2], [2, 5], ...samples.map((_, i) => [i, i + 1])] as [number, number][]) {
      const part = await mapsOf(from, to, { firstSample: from });
      part.forEach((map, i) => {
        const what = `map of sample ${from + i}, in a batch of samples ${from} to ${to - 1} and in one of 0 to 4`;
        expectClose(what, map, whole[from + i]!, tolerance);
      });
    }
  },
};
