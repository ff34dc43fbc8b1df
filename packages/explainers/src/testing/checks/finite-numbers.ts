import { zip } from '../../checks/zip.js';
import { attributeOnHost } from '../attribute-on-host.js';
import type { Check } from '../check.js';
import { samplesFor, scoresFor } from '../samples.js';
import { violation } from '../violation.js';

/** All numbers are finite, even if a sample is zero, constant or large; standard errors are not negative. */
export const finiteNumbers: Check = {
  name: 'finite numbers',
  async run({ encoder, create }) {
    const [random = new Float32Array()] = samplesFor(encoder, 1);
    const inputs = {
      random,
      zero: new Float32Array(random.length),
      constant: new Float32Array(random.length).fill(0.5),
      large: random.map((value) => value * 100),
    };
    const target = { encoder, scores: scoresFor(encoder, 1) };
    const found = await attributeOnHost(create(), target, Object.values(inputs));
    for (const [what, [samples = []]] of Object.entries(found) as [string, Float32Array[][]][]) {
      for (const [input, values] of zip(Object.keys(inputs), samples)) {
        const isInvalid = (value: number) =>
          !Number.isFinite(value) || (what === 'standardErrors' && value < 0);
        const invalid = values.find(isInvalid);
        if (invalid !== undefined) throw violation(what, `finite numbers for the ${input} input`, invalid);
      }
    }
  },
};
