import { zip } from '../../checks/zip.js';
import { firstMaps } from '../attribute-on-host.js';
import type { Check } from '../check.js';
import { expectClose } from '../compare.js';
import { samplesFor, scoresFor } from '../samples.js';

/** The map of a sample does not depend on the other samples of the batch, even if these are large. */
export const independenceOfSamples: Check = {
  name: 'independence of samples',
  async run({ encoder, create, tolerance }) {
    const target = { encoder, scores: scoresFor(encoder, 1) };
    const samples = samplesFor(encoder, 3);
    const explainer = create();
    const before = await firstMaps(explainer, target, samples);
    for (const changed of samples.keys()) {
      const others = samples.map((sample, i) =>
        i === changed ? sample.map((value) => 1 - 30 * value) : sample,
      );
      const after = await firstMaps(explainer, target, others);
      zip(after, before).forEach(([map, expected], i) => {
        if (i === changed) return;
        expectClose(`map of sample ${i}, with another sample ${changed}`, map, expected, tolerance);
      });
    }
  },
};
