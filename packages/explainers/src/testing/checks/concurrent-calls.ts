import { zip } from '../../checks/zip.js';
import { attributeOnHost } from '../attribute-on-host.js';
import type { Check } from '../check.js';
import { expectClose } from '../compare.js';
import { samplesFor, scoresFor } from '../samples.js';

/** Concurrent calls, of one explainer or of two, give the same results as separate calls. */
export const concurrentCalls: Check = {
  name: 'concurrent calls',
  async run({ encoder, create, tolerance }) {
    const scores = scoresFor(encoder, 2);
    const explainer = create();
    const first = (by = explainer) =>
      attributeOnHost(by, { encoder, scores: scores.slice(0, 1) }, samplesFor(encoder, 3, 1), {
        pause: () => turns(1),
      });
    const second = (by = explainer) =>
      attributeOnHost(by, { encoder, scores: [...scores].reverse() }, samplesFor(encoder, 2, 2), {
        pause: () => turns(3),
      });
    const alone = [await first(), await second()];
    for (const [who, other] of [
      ['one explainer', explainer],
      ['two explainers', create()],
    ] as const) {
      const together = await Promise.all([first(), second(other)]);
      zip(together, alone).forEach(([result, expected], call) => {
        zip(result.maps.flat(), expected.maps.flat()).forEach(([map, wanted], i) => {
          const what = `map ${i} of call ${call}, concurrent with another call of ${who}, and alone`;
          expectClose(what, map, wanted, tolerance);
        });
      });
    }
  },
};

/** Yields to the other call the given number of times. */
async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await Promise.resolve();
}
