import { localisation } from '@csm/evaluate';
import ndarray, { type NdArray } from 'ndarray';
import { average } from '../../../support/average.js';

/** How well the maps of a concept find its masks, as means over the inputs; channels of pictures by the sum of their magnitudes. */
export interface Found {
  /** Share of the maps' mass in the masks. */
  readonly mass: number;
  /** Share of the maps' mass in the masks over the masks' share of the area: 1 for maps that know nothing. */
  readonly massOverArea: number;
  /** ROC AUC of the maps' magnitudes as detectors of the masks. */
  readonly auc: number;
}

export function found(maps: NdArray, masks: NdArray<Uint8Array>): Found {
  const { mass, area, auc } = localisation(maps, masks, { channels: 'sumOfMagnitudes' });
  const share = average(mass);
  return { mass: share, massOverArea: share / average(area), auc: average(auc) };
}

/** One mask per input: one mask for all inputs is repeated. */
export function maskPerInput(masks: NdArray<Uint8Array>, inputs: NdArray): NdArray<Uint8Array> {
  const [count = 0, ...shape] = inputs.shape;
  const places = shape.length === 3 ? shape.slice(0, 2) : shape;
  const size = places.reduce((a, b) => a * b, 1);
  const isOne = masks.size === size && count > 1;
  const values = Uint8Array.from(
    { length: count * size },
    (_, at) => masks.data[isOne ? at % size : at] ?? 0,
  );
  return ndarray(values, [count, ...places]);
}

/** The inputs whose mask covers some of the input but not all. */
export function rowsWithMask(masks: NdArray<Uint8Array>): number[] {
  const [count = 0] = masks.shape;
  const size = masks.size / count;
  return [...Array(count).keys()].filter((row) => {
    const mask = masks.data.subarray(row * size, (row + 1) * size);
    return mask.includes(0) && mask.includes(1);
  });
}

/** The masks of some inputs. */
export function selectMasks(masks: NdArray<Uint8Array>, wanted: readonly number[]): NdArray<Uint8Array> {
  const [count = 0, ...places] = masks.shape;
  const size = masks.size / count;
  const values = new Uint8Array(wanted.length * size);
  wanted.forEach((row, i) => {
    values.set(masks.data.subarray(row * size, (row + 1) * size), i * size);
  });
  return ndarray(values, [wanted.length, ...places]);
}
