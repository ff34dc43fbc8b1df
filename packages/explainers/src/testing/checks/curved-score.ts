import { conceptVector, cosine } from '@csm/core';
import { attributeOnHost } from '../attribute-on-host.js';
import type { Check } from '../check.js';
import { rejectionOf } from '../rejection.js';
import { numbers, samplesFor } from '../samples.js';
import { violation } from '../violation.js';

/**
 * A score that is not affine in the latent is either explained or rejected by `check`, but not rejected during the
 * run.
 */
export const curvedScore: Check = {
  name: 'a score that is not affine',
  async run({ encoder, create }) {
    const target = { encoder, scores: [cosine(conceptVector('direction', numbers(encoder.latentSize, 5)))] };
    const explainer = create();
    const refused = await rejectionOf(async () => explainer.check?.(target, () => {}));
    const failed = await rejectionOf(() => attributeOnHost(explainer, target, samplesFor(encoder, 2)));
    if (refused || !failed) return;
    throw violation(
      'attribute',
      'maps of a cosine score, or an error of check(target) before the run',
      `an error of attribute: ${failed.reason}`,
    );
  },
};
