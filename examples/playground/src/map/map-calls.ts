import { inJob, type JobId, type JobRun } from '../session/in-job.js';
import type { MapSettings, MethodName } from '../session/settings.js';
import { type DrawnMap, drawMap } from './draw-map.js';
import { withMethod } from './method-list.js';
import { counterfactualCalls } from './sections/counterfactual-calls.js';
import { regionCalls } from './sections/region-calls.js';
import { traverseCalls } from './sections/traverse-calls.js';

/** One method of several: its map, or why it has none. */
export interface ComparedMap {
  readonly method: MethodName;
  readonly map?: DrawnMap;
  readonly error?: string;
}

/** What the page can ask the worker about maps. */
export const mapCalls = {
  ...traverseCalls,
  ...counterfactualCalls,
  ...regionCalls,

  drawMap: (input: number, map: MapSettings, job: JobId): Promise<DrawnMap> =>
    inJob(job, (run) => drawMap(input, map, run)),

  compareMaps: (
    input: number,
    map: MapSettings,
    methods: readonly MethodName[],
    job: JobId,
  ): Promise<ComparedMap[]> =>
    inJob(job, async ({ signal, onProgress }) => {
      const compared: ComparedMap[] = [];
      for (const method of methods) {
        const done = compared.length;
        const run: JobRun = {
          signal,
          onProgress: (part) =>
            onProgress({ done: Math.floor(done + part.done / part.total), total: methods.length }),
        };
        try {
          compared.push({ method, map: await drawMap(input, withMethod(map, method), run) });
        } catch (error) {
          if (signal.aborted) throw error;
          compared.push({ method, error: (error as Error).message });
        }
      }
      return compared;
    }),
};
