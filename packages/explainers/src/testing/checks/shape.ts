import { type Attribution, disposeAttribution } from '@csm/core/extend';
import type { Tensor } from '@tensorflow/tfjs-core';
import { batchOf } from '../attribute-on-host.js';
import type { Check, Subject } from '../check.js';
import { samplesFor, scoresFor } from '../samples.js';
import { violation } from '../violation.js';

/**
 * There is one map per score, of the inputs' shape, for batches of any size; the optional results have the expected
 * shapes, too.
 */
export const shape: Check = {
  name: 'shape',
  async run(subject) {
    for (const [batch, count] of [
      [1, 1],
      [3, 2],
      [5, 3],
    ] as const) {
      const { encoder, create } = subject;
      const target = { encoder, scores: scoresFor(encoder, count) };
      const inputs = batchOf(target, samplesFor(encoder, batch));
      const attribution = await create()
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
  const [batch = 0] = inputs.shape;
  const all = (shape: readonly number[]) => Array.from({ length: count }, () => shape);
  expectShapes('maps', maps, all(inputs.shape));
  if (latent) expectShapes('latent', [latent], [[batch, subject.encoder.latentSize]]);
  if (completenessGaps) expectShapes('completenessGaps', completenessGaps, all([batch]));
  if (standardErrors) expectShapes('standardErrors', standardErrors, all(inputs.shape));

  const tensors = [inputs, ...maps, ...(latent ? [latent] : [])];
  if (new Set(tensors).size !== tensors.length) {
    throw violation(
      'maps',
      'a separate tensor for each map',
      'a tensor that is also another map, the latent or the inputs',
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
  if (came !== list(expected)) throw violation(what, `shapes ${list(expected)}`, came);
  const invalid = tensors.find((tensor) => tensor.isDisposed || tensor.dtype !== 'float32');
  if (invalid) {
    throw violation(what, 'float32', invalid.isDisposed ? 'a disposed tensor' : invalid.dtype);
  }
}
