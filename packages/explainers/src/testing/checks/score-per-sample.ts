import { scorePerSample } from '@csm/core';
import { attributeOnHost } from '../attribute-on-host.js';
import type { Check } from '../check.js';
import { expectClose } from '../compare.js';
import { samplesFor, scoresFor } from '../samples.js';

/** A batch may have a score a sample: each map is then that of the sample's own score. */
export const scorePerSampleCheck: Check = {
  name: 'a score per sample',
  async run({ encoder, create, tolerance }) {
    const scores = scoresFor(encoder, 3);
    const samples = samplesFor(encoder, 3);
    const explainer = create();
    const together = { encoder, scores: [scorePerSample('each its own', scores)] };
    const [mixed] = (await attributeOnHost(explainer, together, samples)).maps;
    const { maps } = await attributeOnHost(explainer, { encoder, scores }, samples);
    samples.forEach((_, i) => {
      expectClose(
        `map of sample ${i}, by scorePerSample and by its score`,
        mixed![i]!,
        maps[i]![i]!,
        tolerance,
      );
    });
  },
};
