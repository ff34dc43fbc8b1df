import type { Run } from '@csm/core/extend';
import { attributeOnHost } from '../attribute-on-host.js';
import type { Check, Subject } from '../check.js';
import { expectNoLeak } from '../memory.js';
import { expectReason, rejectionOf } from '../rejection.js';
import { samplesFor, scoresFor } from '../samples.js';
import { violation } from '../violation.js';
import { somePasses, watchedEncoder } from '../watched-encoder.js';

/** An abort rejects with the signal's reason, before the next pass, and leaks nothing. */
export const abort: Check = {
  name: 'abort',
  async run(subject) {
    const passes = await countPasses(subject);
    await checkAbort(subject, 0);
    for (const pass of somePasses(passes)) if (pass < passes) await checkAbort(subject, pass);
  },
};

/** Runs the method to the end. @throws unless there is a pause before each pass, during which the event loop runs. */
async function countPasses(subject: Subject): Promise<number> {
  let passes = 0;
  let withoutPause = 0;
  let paused = false;
  const pause = async () => {
    paused = true;
  };
  await work(subject, { pause }, () => {
    passes += 1;
    if (!paused) withoutPause += 1;
    paused = false;
  });
  if (withoutPause === 0) return passes;
  throw violation(
    'attribute',
    '`await checkpoint(run)` before each pass of the encoder',
    `${withoutPause} of ${passes} passes without it`,
  );
}

/** Aborts when the given pass begins; 0 means before the call. */
async function checkAbort(subject: Subject, atPass: number): Promise<void> {
  const what = atPass === 0 ? 'attribute, given an aborted signal' : `attribute, aborted in pass ${atPass}`;
  const controller = new AbortController();
  const reason = violation('test', 'an abort', 'this one');
  if (atPass === 0) controller.abort(reason);
  let passes = 0;
  await expectNoLeak(what, async () => {
    const run = () =>
      work(subject, { signal: controller.signal }, (pass) => {
        passes = pass;
        if (pass === atPass) controller.abort(reason);
      });
    expectReason(what, await rejectionOf(run), reason);
  });
  if (passes > atPass) throw violation(what, 'no further pass of the encoder', passes - atPass);
}

function work({ encoder, create }: Subject, run: Run, beforePass: (pass: number) => void): Promise<unknown> {
  const target = { encoder: watchedEncoder(encoder, beforePass), scores: scoresFor(encoder, 2) };
  return attributeOnHost(create(), target, samplesFor(encoder, 2), run);
}
