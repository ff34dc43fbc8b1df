import { zip } from '../../checks/zip.js';
import { firstMaps } from '../attribute-on-host.js';
import type { Check } from '../check.js';
import { expectSameBytes } from '../compare.js';
import { samplesFor, scoresFor } from '../samples.js';

/**
 * The same options give the same bytes in another call and with another explainer. Random draws therefore need a
 * seed.
 */
export const repeatability: Check = {
  name: 'repeatability',
  async run({ encoder, create }) {
    const target = { encoder, scores: scoresFor(encoder, 1) };
    const samples = samplesFor(encoder, 3);
    const explainer = create();
    const first = await firstMaps(explainer, target, samples);
    const again = await firstMaps(explainer, target, samples);
    const other = await firstMaps(create(), target, samples);
    zip(first, zip(again, other)).forEach(([map, [mapAgain, otherMap]], i) => {
      expectSameBytes(`map of sample ${i}, called again`, mapAgain, map);
      expectSameBytes(`map of sample ${i}, by a new explainer with the same options`, otherMap, map);
    });
  },
};
