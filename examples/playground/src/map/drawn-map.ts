import { effect, signal } from '@preact/signals';
import { panelJob } from '../session/job.js';
import { settings } from '../session/settings.js';
import { concept } from '../session/state.js';
import { worker } from '../session/worker-client.js';
import type { DrawnMap } from './draw-map.js';
import { keepResult } from './keep-result.js';
import { shownInput } from './shown-input.js';

/** Computing the map. */
export const drawing = panelJob();

/** The map of the shown input. */
export const drawnMap = signal<DrawnMap | undefined>(undefined);

effect(() => {
  const { map } = settings.value;
  const input = shownInput.value;
  if (concept.value === undefined) {
    drawing.cancel();
    drawnMap.value = undefined;
    return;
  }
  void keepResult(drawing, drawnMap, (call) => worker.drawMap(input, map, call));
});
