import { besideJobs, inJob, type JobId } from '../session/in-job.js';
import { currentModel, currentSession } from '../session/session.js';
import { attributeColours } from './projection-colours.js';

/** What the page can ask the worker about projections of the latents to the plane. Positions are x and y of each input, one after another. */
export const projectionCalls = {
  pcaOfLatents: (job: JobId): Promise<Float32Array> =>
    inJob(job, async () => {
      const { latents } = currentModel();
      const { pca } = await import('./projection-pca.js');
      return pca(latents);
    }),
  /** Seconds to minutes, in which other jobs run. */
  umapOfLatents: (job: JobId): Promise<Float32Array> =>
    besideJobs(job, async (run) => {
      const { latents } = currentModel();
      const { umap } = await import('./projection-umap.js');
      return umap(latents, run);
    }),
  /** The colours of the inputs by an attribute. */
  attributeColours: (name: string) => attributeColours(currentSession().attributes, name),
};
