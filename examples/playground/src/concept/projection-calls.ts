import { inJob, type JobId, type JobRun } from '../session/in-job.js';
import { currentModel } from '../session/session.js';
import type { Settings } from '../session/settings.js';

/** What the page can ask the worker about projections of the latents to the plane. */
export const projectionCalls = {
  /** x and y of each input, one after another. */
  projectLatents: (projection: Settings['projection'], job: JobId): Promise<Float32Array> =>
    inJob(job, async (run: JobRun) => {
      const { latents } = currentModel();
      const { pca } = await import('./projection-pca.js');
      if (projection === 'pca') return pca(latents);
      const { umap } = await import('./projection-umap.js');
      return umap(latents, run);
    }),
};
