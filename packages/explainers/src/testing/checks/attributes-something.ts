import { attributeOnHost } from '../attribute-on-host.js';
import type { Check } from '../check.js';
import { samplesFor, scoresFor } from '../samples.js';

/** A map that is zero for any input passes the other checks and says nothing. */
export const attributesSomething: Check = {
  name: 'attributes something',
  async run(subject) {
    const { encoder } = subject;
    const target = { encoder, scores: scoresFor(encoder, 3) };
    const { maps } = await attributeOnHost(subject.create(), target, samplesFor(encoder, 5));
    if (maps.flat().some((map) => map.some((value) => value !== 0))) return;
    throw new Error(
      'maps: expected some value other than zero; got none for 5 inputs and 3 concepts. With these options the other ' +
        'checks show nothing: give options that let something through on small encoders.',
    );
  },
};
