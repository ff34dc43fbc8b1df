import { scorePerSample } from '@csm/core';
import { zip } from '../../checks/zip.js';
import { attributeOnHost, firstMaps } from '../attribute-on-host.js';
import type { Check } from '../check.js';
import { expectClose } from '../compare.js';
import { samplesFor, scoresFor } from '../samples.js';

/** A batch may have one score per sample: each map is then that of the sample's own score. */
export const scorePerSampleCheck: Check = {
  name: 'a score per sample',
  async run({ encoder, create, tolerance }) {
    const scores = scoresFor(encoder, 3);
    const samples = samplesFor(encoder, 3);
    const explainer = create();
    const together = { encoder, scores: [scorePerSample('each its own', scores)] };
    const mixed = await firstMaps(explainer, together, samples);
    const { maps } = await attributeOnHost(explainer, { encoder, scores }, samples);
    zip(mixed, maps).forEach(([map, ofScore], i) => {
      const what = `map of sample ${i}, by scorePerSample and by its score`;
      expectClose(what, map, ofScore[i] ?? [], tolerance);
    });
  },
};
