import { attributeOnHost } from '../attribute-on-host.js';
import type { Check } from '../check.js';
import { expectSameBytes } from '../compare.js';
import { samplesFor, scoresFor } from '../samples.js';

/** The same options give the same bytes: again, and from another explainer. Draws therefore need a seed. */
export const repeatability: Check = {
  name: 'repeatability',
  async run({ encoder, create }) {
    const target = { encoder, scores: scoresFor(encoder, 1) };
    const samples = samplesFor(encoder, 3);
    const explainer = create();
    const [first] = (await attributeOnHost(explainer, target, samples)).maps;
    const [again] = (await attributeOnHost(explainer, target, samples)).maps;
    const [other] = (await attributeOnHost(create(), target, samples)).maps;
    first!.forEach((map, i) => {
      expectSameBytes(`map of sample ${i}, called again`, again![i]!, map);
      expectSameBytes(`map of sample ${i}, by a new explainer of the same options`, other![i]!, map);
    });
  },
};
