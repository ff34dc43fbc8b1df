import { panelJob } from '../session/job.js';
import { type ConceptSettings, change, type SourceName, settings } from '../session/settings.js';
import { concept, pointed, summary } from '../session/state.js';
import { worker } from '../session/worker-client.js';

/** Loading models and data. */
export const loading = panelJob();

type BuiltIn = Exclude<SourceName, 'files'>;

/** What is shown first. */
const firstConcepts: Readonly<Record<BuiltIn, ConceptSettings>> = {
  faces: { kind: 'attribute', attribute: 'Eyeglasses' },
  tissue: { kind: 'attribute', attribute: 'layer', value: 'GL' },
};

/** Loads an example that comes with the page. */
export async function loadBuiltIn(source: BuiltIn): Promise<void> {
  const loaded = await loading.run((call) => worker.loadBuiltIn(source, call));
  if (loaded === undefined) return;
  concept.value = undefined;
  pointed.value = undefined;
  change({
    source,
    ...(settings.peek().source !== source && { concept: firstConcepts[source], input: undefined }),
  });
  summary.value = loaded;
}
