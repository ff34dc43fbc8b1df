import { zip } from '../../checks/zip.js';
import { attributeOnHost, firstMaps } from '../attribute-on-host.js';
import type { Check } from '../check.js';
import { expectClose } from '../compare.js';
import { samplesFor, scoresFor } from '../samples.js';

/**
 * Scores that are explained together have the same maps as scores that are explained separately, in the same order.
 */
export const independenceOfScores: Check = {
  name: 'independence of scores',
  async run({ encoder, create, tolerance }) {
    const scores = scoresFor(encoder, 3);
    const samples = samplesFor(encoder, 2);
    const explainer = create();
    const { maps } = await attributeOnHost(explainer, { encoder, scores }, samples);
    for (const [k, [score, together]] of zip(scores, maps).entries()) {
      const alone = await firstMaps(explainer, { encoder, scores: [score] }, samples);
      zip(together, alone).forEach(([map, expected], i) => {
        expectClose(`map of score ${k}, sample ${i}, among others and alone`, map, expected, tolerance);
      });
    }
  },
};
