import type { ConceptScore } from '@csm/core';
import { fill, type Tensor } from '@tensorflow/tfjs-core';
import { zip } from '../../checks/zip.js';
import { attributeOnHost, batchOf } from '../attribute-on-host.js';
import type { Check, Subject } from '../check.js';
import { samplesFor, scoresFor } from '../samples.js';
import { violation } from '../violation.js';

/** Rounding error of a sum and of the scores, as a share of the absolute values that were added. */
const ROUNDING = 1e-5;

/**
 * If completeness is promised, each map adds up to s(x) − s(b), and the gaps that the explainer reports are those
 * computed here.
 */
export const completeness: Check = {
  name: 'completeness',
  promise: 'complete',
  async run(subject) {
    const { encoder, create, promises } = subject;
    const { baseline = 0, tolerance = 0 } = promises.complete ?? {};
    const scores = scoresFor(encoder, 2);
    const samples = samplesFor(encoder, 3);
    const { maps, completenessGaps } = await attributeOnHost(create(), { encoder, scores }, samples);
    const atInput = await scoresAt(subject, samples, scores, (inputs) => inputs.clone());
    const atBaseline = await scoresAt(subject, samples, scores, (inputs) =>
      typeof baseline === 'number' ? fill(inputs.shape, baseline) : baseline(inputs),
    );
    zip(maps, zip(atInput, atBaseline)).forEach(([mapsOfScore, [ofInputs, ofBaselines]], k) => {
      zip(mapsOfScore, zip(ofInputs, ofBaselines)).forEach(([map, [ofInput, ofBaseline]], i) => {
        const expected = ofInput - ofBaseline;
        const sum = map.reduce((total, value) => total + value, 0);
        const absolute = map.reduce((total, value) => total + Math.abs(value), 0);
        const rounding = ROUNDING * (absolute + Math.abs(ofInput) + Math.abs(ofBaseline));
        const allowed = rounding + tolerance * absolute;
        const what = `map of score ${k}, sample ${i}`;
        if (!(Math.abs(sum - expected) <= allowed)) {
          throw violation(what, `a sum of s(x) − s(b) = ${expected}, within ${allowed}`, sum);
        }
        const reported = completenessGaps?.[k]?.[i]?.[0];
        if (reported === undefined || Math.abs(reported - (sum - expected)) <= rounding) return;
        throw violation(what, `a completeness gap of ${sum - expected}`, `a reported gap of ${reported}`);
      });
    });
  },
};

/** Scores, indexed by score and sample, for inputs that are computed from the samples. */
async function scoresAt(
  { encoder }: Subject,
  samples: readonly Float32Array[],
  scores: readonly ConceptScore[],
  inputsOf: (batch: Tensor) => Tensor,
): Promise<number[][]> {
  const batch = batchOf({ encoder }, samples);
  const inputs = inputsOf(batch);
  const latent = await encoder.encode(inputs);
  const values = scores.map((score) => score.value(latent));
  try {
    return await Promise.all(values.map(async (value) => Array.from(await value.data())));
  } finally {
    for (const tensor of [batch, inputs, latent, ...values]) tensor.dispose();
  }
}
