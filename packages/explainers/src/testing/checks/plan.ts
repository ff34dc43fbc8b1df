import { zip } from '../../checks/zip.js';
import { attributeOnHost } from '../attribute-on-host.js';
import type { Check } from '../check.js';
import { expectClose } from '../compare.js';
import { plannedExplainer } from '../planned-explainer.js';
import { samplesFor, scoresFor } from '../samples.js';

/** `Explainer.plan`, from which exported explanations are made, describes what `attribute` computes. */
export const plan: Check = {
  name: 'plan',
  async run({ encoder, create, tolerance }) {
    const explainer = create();
    if (explainer.plan === undefined) return;
    const target = { encoder, scores: scoresFor(encoder, 2) };
    const samples = samplesFor(encoder, 2);
    const { maps } = await attributeOnHost(explainer, target, samples);
    const planned = await attributeOnHost(plannedExplainer(explainer.plan), target, samples);
    for (const [ofScore, expected] of zip(planned.maps, maps)) {
      for (const [got, wanted] of zip(ofScore, expected)) {
        expectClose('the map that the plan describes', got, wanted, tolerance);
      }
    }
  },
};
