import type { Encoder } from '@csm/core';
import { imageFolder } from '@csm/datasets/node';
import ndarray, { type NdArray } from 'ndarray';
import type { CommandRun } from '../terminal/command-run.js';
import type { InputSet } from './input-set.js';

/** What {@link openInputs} needs to know about the encoder: the inputs take its shape and order of axes. */
export type InputsFor = Pick<Encoder, 'inputShape' | 'layout'>;

/**
 * Opens the data of a command. What it is follows from its content: a folder of pictures (with or without `attributes.csv`).
 */
export async function openInputs(path: string, encoder: InputsFor, run: CommandRun): Promise<InputSet> {
  const channelsFirst = encoder.layout === 'channelsFirst';
  const [a = 1, b = 1, c = 1] = encoder.inputShape;
  const [height, width, channels] = channelsFirst ? [b, c, a] : [a, b, c];
  const dataset = await imageFolder({
    root: path,
    size: [height, width],
    channels: channels === 1 ? 1 : 3,
    attributes: () => ({}),
    signal: run.signal,
    onWarning: run.warn,
  });
  return {
    kind: 'pictures',
    ids: dataset.ids,
    shape: encoder.inputShape,
    attributes: dataset.attributes,
    sources: [{ path, files: dataset.ids.length }],
    read: async (ids) => {
      const images = await dataset.images(ids, { signal: run.signal });
      return channelsFirst ? packed(images.transpose(0, 3, 1, 2)) : images;
    },
  };
}

/** A copy in row-major order. */
function packed(array: NdArray<Float32Array>): NdArray<Float32Array> {
  const [n = 0, a = 0, b = 0, c = 0] = array.shape;
  const copy = new Float32Array(n * a * b * c);
  let at = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < a; j++) {
      for (let k = 0; k < b; k++) {
        for (let l = 0; l < c; l++) copy[at++] = array.get(i, j, k, l);
      }
    }
  }
  return ndarray(copy, array.shape);
}
