import { panelJob } from '../session/job.js';
import { change, type SourceName } from '../session/settings.js';
import { concept, pointed, summary } from '../session/state.js';
import { worker } from '../session/worker-client.js';

/** Loading models and data. */
export const loading = panelJob();

/** Loads an example that comes with the page. */
export async function loadBuiltIn(source: Exclude<SourceName, 'files'>): Promise<void> {
  const loaded = await loading.run((call) => worker.loadBuiltIn(source, call));
  if (loaded === undefined) return;
  concept.value = undefined;
  pointed.value = undefined;
  change({ source });
  summary.value = loaded;
}
