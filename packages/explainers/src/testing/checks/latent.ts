import { disposeAttribution } from '@csm/core/extend';
import { batchOf } from '../attribute-on-host.js';
import type { Check } from '../check.js';
import { expectClose } from '../compare.js';
import { samplesFor, scoresFor } from '../samples.js';

/** The latents that are returned, if any, are those of the inputs: `explain` computes the scores from them. */
export const latentCheck: Check = {
  name: 'latent',
  async run({ encoder, create }) {
    const target = { encoder, scores: scoresFor(encoder, 1) };
    const inputs = batchOf(target, samplesFor(encoder, 3));
    const expected = await encoder.encode(inputs);
    try {
      const attribution = await create().attribute(target, inputs, { onWarning: () => {} });
      try {
        if (attribution.latent === undefined) return;
        expectClose('latent', await attribution.latent.data(), await expected.data(), 1e-5);
      } finally {
        disposeAttribution(attribution);
      }
    } finally {
      inputs.dispose();
      expected.dispose();
    }
  },
};
