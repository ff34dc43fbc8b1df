import { zip } from '../../checks/zip.js';
import { firstMaps } from '../attribute-on-host.js';
import type { Check } from '../check.js';
import { expectClose } from '../compare.js';
import { samplesFor, scoresFor } from '../samples.js';

/**
 * Samples that are explained one by one, or in several batches, have the same maps as in one batch. Random draws must
 * therefore depend on `run.firstSample`.
 */
export const batchInvariance: Check = {
  name: 'batch invariance',
  async run({ encoder, create, tolerance }) {
    const target = { encoder, scores: scoresFor(encoder, 1) };
    const samples = samplesFor(encoder, 5);
    const explainer = create();
    const mapsOf = (from: number, to: number, run = {}) =>
      firstMaps(explainer, target, samples.slice(from, to), run);

    const whole = await mapsOf(0, 5);
    const singles = samples.map((_, i): [number, number] => [i, i + 1]);
    for (const [from, to] of [[0, 2], [2, 5], ...singles] as const) {
      const part = await mapsOf(from, to, { firstSample: from });
      zip(part, whole.slice(from, to)).forEach(([map, expected], i) => {
        const what = `map of sample ${from + i}, in a batch of samples ${from} to ${to - 1} and in one of 0 to 4`;
        expectClose(what, map, expected, tolerance);
      });
    }
  },
};
