import { zip } from '../../checks/zip.js';
import { asynchronousEncoder } from '../asynchronous-encoder.js';
import { attributeOnHost, type HostAttribution } from '../attribute-on-host.js';
import type { Check } from '../check.js';
import { expectClose } from '../compare.js';
import { expectNoLeak } from '../memory.js';
import { rejectionOf } from '../rejection.js';
import { samplesFor, scoresFor } from '../samples.js';
import { violation } from '../violation.js';

/** An encoder whose `encode` and `trace` return promises has the same maps, and nothing is leaked. */
export const asynchronousEncoderCheck: Check = {
  name: 'an asynchronous encoder',
  async run({ encoder, create, tolerance }) {
    const scores = scoresFor(encoder, 2);
    const samples = samplesFor(encoder, 2);
    const expected = await attributeOnHost(create(), { encoder, scores }, samples);
    const target = { encoder: asynchronousEncoder(encoder), scores };
    const what = 'attribute, with an encoder that returns promises';
    await expectNoLeak(what, async () => {
      let found: HostAttribution | undefined;
      const failed = await rejectionOf(async () => {
        found = await attributeOnHost(create(), target, samples);
      });
      if (failed) throw violation(what, 'encode and trace to be awaited', failed.reason);
      zip(found?.maps.flat() ?? [], expected.maps.flat()).forEach(([map, wanted], i) => {
        expectClose(`map ${i}, with an encoder that returns promises`, map, wanted, tolerance);
      });
    });
  },
};
