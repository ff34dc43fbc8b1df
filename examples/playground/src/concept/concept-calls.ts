import { conceptScores, meanDifference } from '@csm/core';
import { selectSamples } from '@csm/datasets';
import { inJob, type JobId } from '../session/in-job.js';
import { currentModel, replaceConcept } from '../session/session.js';
import type { ConceptSettings } from '../session/settings.js';
import type { ConceptSummary } from '../session/summary.js';

/** What the page can ask the worker about concepts. */
export const conceptCalls = {
  makeConcept: (wanted: ConceptSettings, job: JobId): Promise<ConceptSummary> =>
    inJob(job, async () => {
      const { latents, attributes } = currentModel();
      if (wanted.kind !== 'attribute') throw new Error('Only attributes yet.');
      const attribute = attributes.find(({ name }) => name === wanted.attribute);
      if (attribute === undefined) throw new Error(`The data have no attribute "${wanted.attribute}".`);
      const rows = (value: boolean) => attribute.values.flatMap((each, row) => (each === value ? [row] : []));
      const [withRows, withoutRows] = [rows(true), rows(false)];
      const vector = meanDifference(
        wanted.attribute,
        selectSamples(latents, withRows),
        selectSamples(latents, withoutRows),
      );
      replaceConcept({ vector, with: withRows, without: withoutRows });
      return {
        name: wanted.attribute,
        withCount: withRows.length,
        withoutCount: withoutRows.length,
        scores: Float32Array.from(conceptScores(latents, [vector]).data),
        notes: [],
      };
    }),
};
