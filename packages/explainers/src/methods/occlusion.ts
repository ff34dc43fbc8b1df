import { checkBoolean, checkOptions, invalidArgument, rows, shown, size } from '@csm/base';
import type { Encoder } from '@csm/core';
import type { Explainer, Run, Target } from '@csm/core/extend';
import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import { withSettings } from '../attribution/description.js';
import { scoresOf } from '../attribution/scores-of.js';
import { checkPictures } from '../checks/check-pictures.js';
import { zip } from '../checks/zip.js';
import type { OcclusionOptions } from './occlusion-options.js';
import { occlusionWindows, type Window } from './occlusion-windows.js';

/**
 * Occlusion: a window of the input is replaced by a value; the map of a feature is the mean drop of the score over the windows
 * that cover it.
 *
 * Needs no gradient, so it works with every encoder. Costs one forward pass per window and input.
 *
 * Source: Zeiler & Fergus 2013 (arXiv 1311.2901); windows as in Captum.
 *
 * @throws if window or strides are not whole numbers of at least 1, one per axis of the inputs or two for pictures, or a stride
 *   is larger than the window; before the run, if there are two for pictures that look like channels first, and the encoder's
 *   `layout` is unknown.
 * @category Perturbation methods
 */
export function occlusion(options: OcclusionOptions): Explainer {
  checkOptions<OcclusionOptions>('occlusion', options, {
    window: true,
    strides: true,
    value: true,
    referenceWindows: true,
  });
  checkLengths('window', options?.window);
  const { window, strides = window, value = 0, referenceWindows = false } = options;
  checkLengths('strides', strides);
  checkBoolean('occlusion', 'referenceWindows', referenceWindows);
  if (!Number.isFinite(value)) {
    throw invalidArgument(`occlusion: value must be a finite number; got ${shown(value)}.`);
  }
  if (!referenceWindows && strides.some((stride, axis) => stride > (window[axis] ?? stride))) {
    throw invalidArgument(
      `occlusion: strides [${strides.join(', ')}] larger than the window [${window.join(', ')}] leave features that no window ` +
        "covers; choose strides of at most the window's size, or the reference implementation's windows: { referenceWindows: true }.",
    );
  }
  return {
    name: 'occlusion',
    description: withSettings(
      `occlusion by ${value}`,
      `window ${window.join(' × ')}`,
      `strides ${strides.join(' × ')}`,
      referenceWindows && "the reference's windows",
    ),
    linear: true,
    rules: false,
    check({ encoder }) {
      perAxis(window, encoder);
    },
    async attribute(target, inputs, run) {
      const { inputShape } = target.encoder;
      const [sides, steps] = [perAxis(window, target.encoder), perAxis(strides, target.encoder)];
      checkAxes('window', sides, inputShape, inputShape);
      checkAxes('strides', steps, inputShape);
      const windows = occlusionWindows(inputShape, sides, steps, referenceWindows);
      const divisor = referenceWindows ? size(sides) : 1;
      return { maps: await meanDrops(target, inputs, windows, { value, divisor }, run) };
    },
  };
}

/** One number per axis of an input: two numbers for pictures become those of the height and the width, with all channels. */
function perAxis(list: readonly number[], encoder: Encoder): readonly number[] {
  if (list.length !== 2 || encoder.inputShape.length !== 3) return list;
  const isFirst = checkPictures('occlusion', encoder) === 'channelsFirst';
  const [channels = 1] = isFirst ? encoder.inputShape : encoder.inputShape.slice(2);
  return isFirst ? [channels, ...list] : [...list, channels];
}

/** The value that replaces a window's features, and the number by which the mean drop is divided. */
interface Replacement {
  readonly value: number;
  readonly divisor: number;
}

async function meanDrops(
  target: Target,
  inputs: Tensor,
  windows: readonly Window[],
  { value, divisor }: Replacement,
  run: Run,
): Promise<Tensor[]> {
  const [batch = 0] = inputs.shape;
  const features = inputs.size / batch;
  const pixels = Float32Array.from(await inputs.data());
  const sums = target.scores.map(() => new Float64Array(inputs.size));
  const coverage = new Uint32Array(features);
  const whole = await scoresOf(target, inputs, run);
  for (const [done, window] of windows.entries()) {
    const occluded = pixels.slice();
    for (const sample of rows(occluded, features)) for (const feature of window) sample[feature] = value;
    const input = tensor(occluded, inputs.shape);
    const left = await scoresOf(target, input, run).finally(() => input.dispose());
    for (const feature of window) coverage[feature] = (coverage[feature] ?? 0) + 1;
    for (const [sum, [before, after]] of zip(sums, zip(whole, left))) {
      for (const [sample, [s, occludedScore]] of zip(
        [...rows(sum, features)],
        zip([...before], [...after]),
      )) {
        const drop = s - occludedScore;
        for (const feature of window) sample[feature] = (sample[feature] ?? 0) + drop;
      }
    }
    run.onProgress?.({ done: done + 1, total: windows.length });
  }
  return sums.map((sum) =>
    tensor(
      Float32Array.from(sum, (total, i) => total / (Math.max(1, coverage[i % features] ?? 0) * divisor)),
      inputs.shape,
    ),
  );
}

function checkLengths(name: string, list: readonly number[] | undefined): void {
  const isLength = (length: unknown) => Number.isInteger(length) && (length as number) >= 1;
  if (Array.isArray(list) && list.length > 0 && list.every(isLength)) return;
  throw invalidArgument(
    `occlusion: ${name} must be whole numbers of at least 1, one per axis; got ${JSON.stringify(list)}.`,
  );
}

/** @throws unless the list has one number per axis of the inputs, each at most the limit of its axis. */
function checkAxes(
  name: string,
  list: readonly number[],
  inputShape: readonly number[],
  limits: readonly number[] = [],
): void {
  const fits = list.every((length, axis) => length <= (limits[axis] ?? length));
  if (list.length === inputShape.length && fits) return;
  const most = limits.length > 0 ? ', at most its length' : '';
  throw invalidArgument(
    `occlusion: ${name} must have one number per axis of the inputs [${inputShape.join(', ')}]${most}; got [${list.join(', ')}].`,
  );
}
