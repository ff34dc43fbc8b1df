import { attributeOnHost } from '../attribute-on-host.js';
import type { Check } from '../check.js';
import { expectNoLeak } from '../memory.js';
import { samplesFor, scoresFor } from '../samples.js';

/**
 * A call frees everything that it allocates, except for its result. An explainer must not keep tensors, because its
 * user could not free them.
 */
export const memory: Check = {
  name: 'memory',
  async run({ encoder, create }) {
    const target = { encoder, scores: scoresFor(encoder, 2) };
    const samples = samplesFor(encoder, 3);
    await expectNoLeak('a new explainer that is used twice', async () => {
      const explainer = create();
      await attributeOnHost(explainer, target, samples);
      await attributeOnHost(explainer, target, samples);
    });
  },
};
