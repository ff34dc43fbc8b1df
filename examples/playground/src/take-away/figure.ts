import { featureBars, methodFigure } from '@csm/render';
import ndarray, { type NdArray } from 'ndarray';
import { copied } from '../map/copied.js';
import { drawable } from '../map/draw.js';
import { explained } from '../map/explained.js';
import { withMethod } from '../map/method-list.js';
import { planesOf } from '../map/planes.js';
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
  // Channels and sign as the page shows them.
  if (encoder.inputShape.length !== 3) {
    return featureBars({
      title,
      names: featureNames ?? Array.from({ length: maps[0]!.map.size }, (_, i) => `feature ${i + 1}`),
      rows: maps.map(({ method, map: values }) => ({ title: method, values: withSign(values, map.sign) })),
    });
  }
  const { image, range } = drawable(inputs.pick(input));
  return methodFigure({
    title,
    image,
    maps: maps.flatMap(({ method, map: values }) =>
      planesOf(values, encoder.layout, map).map(({ label, values }) => ({
        method: label ? `${method}, ${label}` : method,
        map: values,
      })),
    ),
    overlays: map.overlay > 0 && map.overlay < 1,
    kind: map.sign === 'absolute' ? 'magnitude' : 'signed',
    range,
    layout: 'channelsLast',
  });
}

function withSign(map: NdArray<Float32Array>, sign: MapSettings['sign']): NdArray<Float32Array> {
  const { data, shape } = copied(map);
  const shown = {
    signed: (value: number) => value,
    positive: (value: number) => Math.max(0, value),
    absolute: Math.abs,
  };
  return ndarray(data.map(shown[sign]), shape);
}
