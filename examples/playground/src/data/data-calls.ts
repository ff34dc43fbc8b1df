import { inJob, type JobId } from '../session/in-job.js';
import type { SourceName } from '../session/settings.js';
import type { Summary } from '../session/summary.js';
import { builtInFaces } from './built-in-faces.js';
import type { Choices } from './choices.js';
import type { DroppedFile } from './files/dropped-file.js';
import type { LoadedFiles } from './loaded-files.js';
import { takeSession } from './take-session.js';

/** What the page can ask the worker to load. */
export const dataCalls = {
  loadBuiltIn: (source: Exclude<SourceName, 'files'>, job: JobId): Promise<Summary> =>
    inJob(job, async (run) => {
      const session =
        source === 'faces'
          ? await builtInFaces(run)
          : await (await import('./built-in-tissue.js')).builtInTissue(run);
      return takeSession(session, run.signal);
    }),
  /** @param files all files that were dropped so far, the latest last. */
  loadFiles: (files: readonly DroppedFile[], choices: Choices, job: JobId): Promise<LoadedFiles> =>
    inJob(job, async (run) => {
      const { loadFiles } = await import('./load-files.js');
      return loadFiles(files, choices, run);
    }),
};
