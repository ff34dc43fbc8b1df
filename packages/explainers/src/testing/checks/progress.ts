import { explain } from '@csm/core';
import { attributeOnHost, batchOf } from '../attribute-on-host.js';
import type { Check } from '../check.js';
import { samplesFor, scoresFor } from '../samples.js';
import { violation } from '../violation.js';

/** Shares from 0 to 1 that never fall and end with 1; in `explain`, numbers of samples that end with their total. */
export const progress: Check = {
  name: 'progress',
  async run({ encoder, create }) {
    const scores = scoresFor(encoder, 2);
    const samples = samplesFor(encoder, 3);
    const shares: number[] = [];
    const onProgress = (share: number) => shares.push(share);
    await attributeOnHost(create(), { encoder, scores }, samples, { onProgress });
    expectGrowth('attribute: run.onProgress', shares, 1);

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
