import { attributeOnHost } from '../attribute-on-host.js';
import type { Check } from '../check.js';
import { sampleSize, samplesFor, scoresFor } from '../samples.js';

/** Finite numbers, also where a sample is zero, constant or large; standard errors are not negative. */
export const finiteNumbers: Check = {
  name: 'finite numbers',
  async run(subject) {
    const { encoder } = subject;
    const [random] = samplesFor(encoder, 1);
    const inputs = {
      random: random!,
      zero: new Float32Array(sampleSize(encoder)),
      constant: new Float32Array(sampleSize(encoder)).fill(0.5),
      large: random!.map((value) => value * 100),
    };
    const target = { encoder, scores: scoresFor(encoder, 1) };
    const found = await attributeOnHost(subject.create(), target, Object.values(inputs));
    for (const [what, [samples]] of Object.entries(found) as [string, Float32Array[][]][]) {
      Object.keys(inputs).forEach((input, i) => {
        const bad = samples![i]!.find(
          (value) => !Number.isFinite(value) || (what === 'standardErrors' && value < 0),
        );
        if (bad === undefined) return;
        throw new Error(`${what}: expected finite numbers for the ${input} input; got ${bad}.`);
      });
    }
  },
};
