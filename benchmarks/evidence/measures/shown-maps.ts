import { explain } from '@csm/core';
import { selectSamples } from '@csm/datasets';
import type { NdArray } from 'ndarray';
import type { Ground } from '../grounds/ground.js';
import type { Method } from '../methods/candidates.js';
import { conceptsOf, type PreparedModel } from '../run-ground.js';
import type { GroundName } from '../settings.js';

/** An array in a form that can be stored as JSON. */
export interface PlainArray {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/** Maps of one input, for a figure. */
export interface ShownMaps {
  readonly ground: GroundName;
  readonly concept: string;
  readonly input: PlainArray;
  readonly mask: PlainArray;
  readonly maps: readonly { method: string; own: PlainArray; permuted: PlainArray }[];
}

/** The concept of each ground whose first input the figures show. Chosen before any map was seen. */
const shownConcept: Readonly<Record<GroundName, string>> = {
  'drawn-faces': 'Eyeglasses',
  'synthetic-bulb': 'GL',
  'replicate-12': 'Penk',
  'cmu-faces': 'Sunglasses',
};

export async function shownMaps(
  { name, concepts }: Ground,
  model: PreparedModel,
  methods: readonly Method[],
  signal: AbortSignal,
): Promise<ShownMaps> {
  const i = concepts.findIndex((one) => one.name === shownConcept[name]);
  const { inputs, masks } = concepts[i]!;
  const input = selectSamples(inputs, [0]);
  const maps = [];
  for (const method of methods) {
    const { vectors, contexts } = conceptsOf(model, method);
    const { concept, permuted } = vectors[i]!;
    const [own, random] = await explain(
      model.encoder,
      [concept, permuted[0]!],
      input,
      method.make(contexts[i]!),
      {
        signal,
        onWarning: () => {},
      },
    );
    maps.push({ method: method.name, own: plain(own!.maps), permuted: plain(random!.maps) });
  }
  const [height = 0, width = 0] = input.shape.slice(1);
  return {
    ground: name,
    concept: concepts[i]!.name,
    input: plain(input),
    mask: { shape: [height, width], data: Array.from(masks.data.subarray(0, height * width)) },
    maps,
  };
}

/** The single sample in an array. */
function plain({ data, shape }: NdArray<Float32Array>): PlainArray {
  return { shape: shape.slice(1), data: Array.from(data, (value) => Number(value.toPrecision(5))) };
}
