import { attributeOnHost } from '../attribute-on-host.js';
import type { Check } from '../check.js';
import { samplesFor, scoresFor } from '../samples.js';
import { violation } from '../violation.js';

/** A map that is zero for every input would pass all other checks without showing anything. */
export const attributesSomething: Check = {
  name: 'attributes something',
  async run({ encoder, create }) {
    const target = { encoder, scores: scoresFor(encoder, 3) };
    const { maps } = await attributeOnHost(create(), target, samplesFor(encoder, 5));
    if (maps.flat().some((map) => map.some((value) => value !== 0))) return;
    throw violation(
      'maps',
      'a number other than zero, without which the other checks show nothing',
      'only zeros for 5 inputs and 3 concepts; choose options with which a small encoder has maps',
    );
  },
};
