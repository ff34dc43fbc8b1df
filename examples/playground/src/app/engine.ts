import { signal } from '@preact/signals';
import { panelJob } from '../session/job.js';
import { change, type EngineName } from '../session/settings.js';
import { worker } from '../session/worker-client.js';

/** Starting and switching the engine. */
export const switching = panelJob();

/** Why the engine is another one than was asked for, or undefined. */
export const engineNote = signal<string | undefined>(undefined);

/** Starts an engine after the work in progress. Model, data and concept stay; they move to the engine when they are used. Resolves to false if none runs. */
export async function switchEngine(wanted: EngineName): Promise<boolean> {
  const engine = await switching.run((job) => worker.startEngine(wanted, job));
  if (engine === undefined) return false;
  change({ engine });
  engineNote.value =
    engine === wanted
      ? undefined
      : 'This browser offers no WebGPU here (it may need a newer version, a graphics card, or https); WebAssembly computes instead.';
  return true;
}
