import { explain, type Progress } from '@csm/core';
import { attributeOnHost, batchOf } from '../attribute-on-host.js';
import type { Check } from '../check.js';
import { samplesFor, scoresFor } from '../samples.js';
import { violation } from '../violation.js';

/** The share of the work never falls and ends with 1; in `explain`, the number of samples ends with their total. */
export const progress: Check = {
  name: 'progress',
  async run({ encoder, create }) {
    const scores = scoresFor(encoder, 2);
    const samples = samplesFor(encoder, 3);
    const shares: number[] = [];
    const onProgress = ({ done, total }: Progress) => shares.push(done / total);
    await attributeOnHost(create(), { encoder, scores }, samples, { onProgress });
    expectGrowth('attribute: done / total of run.onProgress', shares, 1);

    const done: number[] = [];
    const inputs = batchOf({ encoder }, samples);
    const options = {
      batchSize: 2,
      onWarning: () => {},
      onProgress: (of: { readonly done: number }) => done.push(of.done),
    };
    await explain(encoder, scores, inputs, create(), options).finally(() => inputs.dispose());
    expectGrowth('explain: onProgress', done, samples.length);
  },
};

function expectGrowth(what: string, seen: readonly number[], end: number): void {
  const inside = seen.every((value, i) => value >= (seen[i - 1] ?? 0) && value <= end);
  if (inside && seen.at(-1) === end) return;
  throw violation(
    what,
    `numbers from 0 to ${end} that never fall and end with ${end}`,
    `[${seen.join(', ')}]`,
  );
}
