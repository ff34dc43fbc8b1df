import { type Attribution, disposeAttribution } from '@csm/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { batchOf } from '../attribute-on-host.js';
import type { Check, Subject } from '../check.js';
import { samplesFor, scoresFor } from '../samples.js';

/** One map a score, each of the inputs' shape, for batches of any size; what else is returned fits as well. */
export const shape: Check = {
  name: 'shape',
  async run(subject) {
    for (const [batch, count] of [
      [1, 1],
      [3, 2],
      [5, 3],
    ] as const) {
      const { encoder } = subject;
      const target = { encoder, scores: scoresFor(encoder, count) };
      const inputs = batchOf(target, samplesFor(encoder, batch));
      const attribution = await subject
        .create()
        .attribute(target, inputs, {})
        .catch((error) => {
          inputs.dispose();
          throw error;
        });
      try {
        checkShapes(subject, attribution, inputs, count);
      } finally {
        disposeAttribution(attribution);
        inputs.dispose();
      }
    }
  },
};

function checkShapes(subject: Subject, attribution: Attribution, inputs: Tensor, count: number): void {
  const { maps, latent, completenessGaps, standardErrors } = attribution;
  const batch = inputs.shape[0]!;
  const all = (shape: readonly number[]) => Array.from({ length: count }, () => shape);
  expectShapes('maps', maps, all(inputs.shape));
  if (latent) expectShapes('latent', [latent], [[batch, subject.encoder.latentSize]]);
  if (completenessGaps) expectShapes('completenessGaps', completenessGaps, all([batch]));
  if (standardErrors) expectShapes('standardErrors', standardErrors, all(inputs.shape));

  const tensors = [inputs, ...maps, ...(latent ? [latent] : [])];
  if (new Set(tensors).size !== tensors.length) {
    throw new Error(
      'maps: expected a tensor of its own each; got one that is another map, the latent or the inputs.',
    );
  }
}

function expectShapes(
  what: string,
  tensors: readonly Tensor[],
  expected: readonly (readonly number[])[],
): void {
  const list = (shapes: readonly (readonly number[])[]) => shapes.map((one) => `[${one}]`).join(', ');
  const came = list(tensors.map((tensor) => tensor.shape));
  if (came !== list(expected)) throw new Error(`${what}: expected shapes ${list(expected)}; got ${came}.`);
  const odd = tensors.find((tensor) => tensor.isDisposed || tensor.dtype !== 'float32');
  if (odd)
    throw new Error(`${what}: expected float32; got ${odd.isDisposed ? 'a disposed tensor' : odd.dtype}.`);
}
