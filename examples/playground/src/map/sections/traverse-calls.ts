import { conceptScores, encode } from '@csm/core';
import { selectSamples } from '@csm/datasets';
import { traverseLatent } from '@csm/models';
import type { RgbaImage } from '@csm/render';
import { inJob, type JobId } from '../../session/in-job.js';
import { currentConcept, currentModel } from '../../session/session.js';
import { type Bar, largestBars } from '../bars.js';
import { minus } from '../copied.js';
import { drawInput } from '../draw.js';

/** The decoder's output for an input's latent that was moved along the concept. */
export interface TraversedStep {
  /** How far, in units of the concept vector. */
  readonly alpha: number;
  /** Score of the moved latent. */
  readonly score: number;
  /** Score that the encoder gives to what the decoder draws. */
  readonly decodedScore: number;
  readonly image?: RgbaImage;
  /** For rows: the largest changes against the reconstruction. */
  readonly changes?: readonly Bar[];
}

export interface Traversed {
  readonly input: number;
  readonly image?: RgbaImage;
  readonly steps: readonly TraversedStep[];
}

const ALPHAS = Array.from({ length: 17 }, (_, i) => (i - 8) / 4);

export const traverseCalls = {
  traverse: (input: number, job: JobId): Promise<Traversed> =>
    inJob(job, async (run) => {
      const { encoder, decoder, latents, inputs } = currentModel();
      const { vector } = currentConcept();
      if (decoder === undefined) {
        throw new Error(
          'Moving along the concept needs the decoder: drop a decoder that belongs to the encoder.',
        );
      }
      const found = await traverseLatent(decoder, selectSamples(latents, [input]), vector, ALPHAS, run);
      const decoded = found.pick(0);
      const encoded = await encode(encoder, decoded, { batchSize: ALPHAS.length, signal: run.signal });
      const decodedScores = conceptScores(encoded, [vector]);
      const start = conceptScores(selectSamples(latents, [input]), [vector]).get(0, 0);
      const squared = vector.vector.reduce((sum, value) => sum + value * value, 0);
      const isPicture = encoder.inputShape.length === 3;
      const reconstruction = decoded.pick(ALPHAS.indexOf(0));
      return {
        input,
        ...(isPicture && { image: drawInput(inputs.pick(input)) }),
        steps: ALPHAS.map((alpha, k) => ({
          alpha,
          score: start + alpha * squared,
          decodedScore: decodedScores.get(k, 0),
          ...(isPicture
            ? { image: drawInput(decoded.pick(k)) }
            : { changes: largestBars(minus(decoded.pick(k), reconstruction)) }),
        })),
      };
    }),
};
