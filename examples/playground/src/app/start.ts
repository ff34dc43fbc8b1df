import { followConcept } from '../concept/make.js';
import { loadBuiltIn } from '../data/load.js';
import { change, settings } from '../session/settings.js';
import { worker } from '../session/worker-client.js';

/** Starts the engine and loads the example that the settings name. */
export async function start(): Promise<void> {
  change({ engine: await worker.startEngine(settings.peek().engine) });
  followConcept();
  const { source } = settings.peek();
  if (source !== 'files') await loadBuiltIn(source);
}
