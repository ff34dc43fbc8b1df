import type { ConceptScore } from '@csm/core';
import type { Run } from '@csm/core/extend';
import { attributeOnHost } from '../attribute-on-host.js';
import type { Check, Subject } from '../check.js';
import { expectNoLeak } from '../memory.js';
import { expectReason, rejectionOf } from '../rejection.js';
import { samplesFor, scoresFor } from '../samples.js';
import { violation } from '../violation.js';
import { somePasses, watchedEncoder } from '../watched-encoder.js';

/** Errors of the encoder, of a score and of the progress callback reach the caller, and nothing is leaked. */
export const errors: Check = {
  name: 'errors',
  async run(subject) {
    const scores = scoresFor(subject.encoder, 2);
    const broken = violation('test', 'an error', 'this one');
    const fail = () => {
      throw broken;
    };

    let passes = 0;
    await work(subject, scores, {}, () => {
      passes += 1;
    });
    for (const pass of somePasses(passes)) {
      await expectError(`attribute, the encoder throwing in pass ${pass}`, broken, () =>
        work(subject, scores, {}, (at) => at === pass && fail()),
      );
    }
    const throwing = scores.map((score, k) => (k === 1 ? { ...score, value: fail, cotangent: fail } : score));
    await expectError('attribute, the second score throwing', broken, () => work(subject, throwing, {}));
    await expectError('attribute, run.onProgress throwing', broken, () =>
      work(subject, scores, { onProgress: fail }),
    );
  },
};

async function expectError(what: string, error: Error, run: () => Promise<unknown>): Promise<void> {
  await expectNoLeak(what, async () => expectReason(what, await rejectionOf(run), error));
}

function work(
  { encoder, create }: Subject,
  scores: readonly ConceptScore[],
  run: Run,
  beforePass: (pass: number) => void = () => {},
): Promise<unknown> {
  const target = { encoder: watchedEncoder(encoder, beforePass), scores };
  return attributeOnHost(create(), target, samplesFor(encoder, 2), run);
}
