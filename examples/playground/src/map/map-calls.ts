import { explain } from '@csm/core';
import { overlay, type RgbaImage } from '@csm/render';
import { inJob, type JobId } from '../session/in-job.js';
import { currentConcept, currentModel } from '../session/session.js';
import type { MapSettings } from '../session/settings.js';
import { explainerOf } from './method.js';

export interface DrawnMap {
  readonly score: number;
  readonly picture: RgbaImage;
}

/** What the page can ask the worker about maps. */
export const mapCalls = {
  drawMap: (input: number, map: MapSettings, job: JobId): Promise<DrawnMap> =>
    inJob(job, async ({ signal, onProgress }) => {
      const { encoder, inputs } = currentModel();
      const one = inputs.lo(input).hi(1);
      const { maps, scores } = await explain(encoder, currentConcept().vector, one, explainerOf(map), {
        signal,
        onProgress,
      });
      const layout = encoder.layout ?? 'channelsLast';
      const picture = overlay(one.pick(0), maps.pick(0), { layout, scale: 8 });
      return { score: scores.get(0), picture };
    }),
};
