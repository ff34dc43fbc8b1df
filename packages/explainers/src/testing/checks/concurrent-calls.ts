import { attributeOnHost, type HostAttribution } from '../attribute-on-host.js';
import type { Check } from '../check.js';
import { expectClose } from '../compare.js';
import { samplesFor, scoresFor } from '../samples.js';

/** Two calls at the same time, of one explainer or of two, give what each gives alone. */
export const concurrentCalls: Check = {
  name: 'concurrent calls',
  async run({ encoder, create, tolerance }) {
    const [first, second] = scoresFor(encoder, 2);
    const calls = [
      { scores: [first!], samples: samplesFor(encoder, 3, 1), pause: () => turns(1) },
      { scores: [second!, first!], samples: samplesFor(encoder, 2, 2), pause: () => turns(3) },
    ];
    const explainer = create();
    const run = (by = explainer) =>
      calls.map(
        ({ scores, samples, pause }) =>
          () =>
            attributeOnHost(by, { encoder, scores }, samples, { pause }),
      );
    const alone: HostAttribution[] = [];
    for (const call of run()) alone.push(await call());
    const pairs = { 'one explainer': run(), 'two explainers': [run()[0]!, run(create())[1]!] };
    for (const [who, [a, b]] of Object.entries(pairs)) {
      const together = await Promise.all([a!(), b!()]);
      together.forEach(({ maps }, call) => {
        maps.flat().forEach((map, i) => {
          const what = `map ${i} of call ${call}, beside another call by ${who}, and alone`;
          expectClose(what, map, alone[call]!.maps.flat()[i]!, tolerance);
        });
      });
    }
  },
};

/** Lets the other call go on, so many times. */
async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await Promise.resolve();
}
