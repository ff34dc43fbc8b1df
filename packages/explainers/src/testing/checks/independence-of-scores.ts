import { attributeOnHost } from '../attribute-on-host.js';
import type { Check } from '../check.js';
import { expectClose } from '../compare.js';
import { samplesFor, scoresFor } from '../samples.js';

/** Several scores at once give what each gives alone, in the same order. */
export const independenceOfScores: Check = {
  name: 'independence of scores',
  async run({ encoder, create, tolerance }) {
    const scores = scoresFor(encoder, 3);
    const samples = samplesFor(encoder, 2);
    const explainer = create();
    const { maps } = await attributeOnHost(explainer, { encoder, scores }, samples);
    for (const [k, score] of scores.entries()) {
      const [alone] = (await attributeOnHost(explainer, { encoder, scores: [score] }, samples)).maps;
      alone!.forEach((map, i) => {
        expectClose(`map of score ${k}, sample ${i}, among others and alone`, maps[k]![i]!, map, tolerance);
      });
    }
  },
};
