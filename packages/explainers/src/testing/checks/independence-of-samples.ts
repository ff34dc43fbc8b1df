import { attributeOnHost } from '../attribute-on-host.js';
import type { Check } from '../check.js';
import { expectClose } from '../compare.js';
import { samplesFor, scoresFor } from '../samples.js';

/** Another sample in the batch changes nothing, be it ever so large. */
export const independenceOfSamples: Check = {
  name: 'independence of samples',
  async run({ encoder, create, tolerance }) {
    const target = { encoder, scores: scoresFor(encoder, 1) };
    const samples = samplesFor(encoder, 3);
    const explainer = create();
    const [before] = (await attributeOnHost(explainer, target, samples)).maps;
    for (const changed of [0, 1, 2]) {
      const others = samples.map((sample, i) =>
        i === changed ? sample.map((value) => 1 - 30 * value) : sample,
      );
      const [after] = (await attributeOnHost(explainer, target, others)).maps;
      samples.forEach((_, i) => {
        if (i === changed) return;
        expectClose(`map of sample ${i}, with another sample ${changed}`, after![i]!, before![i]!, tolerance);
      });
    }
  },
};
