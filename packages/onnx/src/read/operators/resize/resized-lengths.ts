import { largest, smallest } from '@csm/base';
import { axisOf } from '../../axes.js';
import type { Reading } from '../../reading.js';

/** The resize of one axis, as the inputs of the node state it. */
export interface ResizedAxis {
  readonly axis: number;
  readonly from: number;
  readonly to: number;
  readonly scale: number;
  readonly roi: readonly [number, number];
}

/** The axes that Resize or Upsample changes. Before opset 11 the scales are input 1, later 2, and sizes input 3. */
export function resizedLengths(at: Reading, shape: readonly number[]): ResizedAxis[] {
  const isOld = at.node.op === 'Upsample' || at.opset < 11;
  const scales = numbersOf(at, isOld ? 1 : 2) ?? at.numbers('scales');
  const sizes = isOld ? undefined : numbersOf(at, 3);
  const rank = shape.length;
  const axes = (at.numbers('axes') ?? shape.map((_, axis) => axis)).map((axis) => axisOf(at, axis, rank));
  const stated = scales ?? sizes;
  if (stated?.length !== axes.length) {
    throw at.refuse(`expected ${axes.length} scales or sizes; got ${stated ? `[${stated}]` : 'neither'}.`);
  }
  const roi = isOld ? undefined : numbersOf(at, 1);
  const kept =
    sizes &&
    policyScale(
      at,
      axes.map((axis, i) => (sizes[i] ?? 1) / (shape[axis] ?? 1)),
    );
  return axes.map((axis, i) => {
    const from = shape[axis] ?? 1;
    const size = sizes?.[i];
    const to =
      size === undefined
        ? Math.floor(Math.fround(from * (scales?.[i] ?? 1)))
        : kept
          ? Math.round(from * kept)
          : size;
    if (!(to > 0)) throw at.refuse(`expected an output with numbers; axis ${axis} would have length ${to}.`);
    const scale = scales?.[i] ?? kept ?? to / from;
    return { axis, from, to, scale, roi: [roi?.[i] ?? 0, roi?.[i + axes.length] ?? 1] };
  });
}

/** One scale for all axes, if the node keeps the aspect ratio. */
function policyScale(at: Reading, scales: readonly number[]): number | undefined {
  const policy = at.text('keep_aspect_ratio_policy', 'stretch');
  if (policy === 'stretch') return undefined;
  return policy === 'not_larger' ? smallest(scales) : largest(scales);
}

/** The numbers of an input; undefined if it is left out or empty. */
function numbersOf(at: Reading, i: number): readonly number[] | undefined {
  const numbers = at.constantNumbers(i);
  return numbers && numbers.length > 0 ? numbers : undefined;
}
