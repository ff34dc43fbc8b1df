import { featureBars, methodFigure } from '@csm/render';
import { rangeOf } from '../map/draw.js';
import { explained } from '../map/explained.js';
import { withMethod } from '../map/method-list.js';
import type { JobRun } from '../session/in-job.js';
import { currentConcept, currentModel } from '../session/session.js';
import type { MapSettings, MethodName } from '../session/settings.js';

/** A figure of one input, as SVG: its map by each of the methods. */
export async function figureOf(
  input: number,
  map: MapSettings,
  methods: readonly MethodName[],
  { signal, onProgress }: JobRun,
): Promise<string> {
  const { encoder, inputs, ids, featureNames } = currentModel();
  const title = `${currentConcept().vector.name}: ${ids[input]}`;
  const made = [];
  for (const method of methods) {
    onProgress({ done: made.length, total: methods.length });
    made.push(await explained(input, withMethod(map, method), { signal, onProgress: () => {} }));
  }
  const maps = made.map(({ maps, description, explainer }) => ({
    method: description ?? explainer,
    map: maps.pick(0),
  }));
  if (encoder.inputShape.length !== 3) {
    return featureBars({
      title,
      names: featureNames ?? Array.from({ length: maps[0]!.map.size }, (_, i) => `feature ${i + 1}`),
      rows: maps.map(({ method, map }) => ({ title: method, values: map })),
    });
  }
  return methodFigure({
    title,
    image: inputs.pick(input),
    maps,
    overlays: map.overlay > 0 && map.overlay < 1,
    kind: map.sign === 'absolute' ? 'magnitude' : 'signed',
    range: rangeOf(inputs),
    layout: encoder.layout,
  });
}
