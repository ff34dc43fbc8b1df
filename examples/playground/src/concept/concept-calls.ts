import { type ConceptVector, conceptScores, conceptVector, meanDifference } from '@csm/core';
import { selectSamples } from '@csm/datasets';
import { inJob, type JobId } from '../session/in-job.js';
import { currentModel, replaceConcept } from '../session/session.js';
import type { ConceptSettings } from '../session/settings.js';
import type { ConceptSummary } from '../session/summary.js';
import { assess } from './compute/assess.js';
import { type Examples, examplesOf } from './compute/examples-of.js';
import { histogramOf } from './compute/histogram.js';
import { type PastedVector, parseVector } from './compute/parse-vector.js';
import { thumbnails } from './compute/thumbnails.js';

/** What the page can ask the worker about concepts. */
export const conceptCalls = {
  makeConcept: (wanted: ConceptSettings, job: JobId): Promise<ConceptSummary> =>
    inJob(job, async ({ signal }) => {
      const { ids, latents, attributes } = currentModel();
      const { vector, examples } =
        wanted.kind === 'vector' ? pasted(wanted) : made(examplesOf(wanted, { ids, attributes }));
      const scores = Float32Array.from(conceptScores(latents, [vector]).data);
      const labels = new Int8Array(ids.length);
      for (const row of examples.with) labels[row] = 1;
      for (const row of examples.without) labels[row] = -1;
      const evidence =
        wanted.kind === 'vector'
          ? { notes: examples.notes }
          : await assess(vector, examples, latents, attributes, signal);
      signal.throwIfAborted();
      replaceConcept({ vector, with: examples.with, without: examples.without });
      return {
        name: vector.name,
        withCount: examples.with.length,
        withoutCount: examples.without.length,
        scores,
        labels,
        histogram: histogramOf(scores, labels),
        ...evidence,
      };
    }),
  parseVector: async (text: string): Promise<PastedVector> =>
    parseVector(text, currentModel().encoder.latentSize),
  thumbnails,
};

interface Made {
  readonly vector: ConceptVector;
  readonly examples: Examples;
}

function made(examples: Examples): Made {
  const { latents } = currentModel();
  const [positives, negatives] = [examples.with, examples.without].map((rows) =>
    selectSamples(latents, rows),
  );
  return { vector: meanDifference(examples.name, positives!, negatives!), examples };
}

function pasted({ name = 'Pasted vector', vector }: Extract<ConceptSettings, { kind: 'vector' }>): Made {
  const { latentSize } = currentModel().encoder;
  if (vector.length !== latentSize) {
    throw new Error(
      `The concept has ${vector.length} numbers; this model has ${latentSize} latent dimensions.`,
    );
  }
  return {
    vector: conceptVector(name, vector),
    examples: {
      name,
      with: [],
      without: [],
      notes: [
        'A pasted vector comes without examples, so nothing here tests whether it means anything: every vector has maps.',
      ],
    },
  };
}
