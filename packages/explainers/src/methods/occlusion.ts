import { checkOptions, checkpoint, type Explainer, type Run, type Target } from '@csm/core';
import { dispose, type Tensor, tensor } from '@tensorflow/tfjs-core';

/** Options of {@link occlusion}. */
export interface OcclusionOptions {
  /** Size of the window along each axis of an input, such as `[8, 8, 3]`. */
  window: readonly number[];
  /** Steps of the window along each axis, at most its size; its size by default, so that windows lie side by side. */
  strides?: readonly number[] | undefined;
  /** What stands in for the features under the window. Default 0. */
  value?: number | undefined;
  /**
   * The reference implementation's variant: only windows that fit, and the map divided by the window's number of
   * features; what no window covers is 0. Default false: the last window of an axis is cut off at the edge.
   */
  referenceWindows?: boolean | undefined;
}

/**
 * Occlusion: a window of the input is replaced by a value; a feature's map is the mean drop of the score over the windows
 * that cover it.
 *
 * Needs no gradient, so it works for every encoder. Costs one forward pass a window and input.
 *
 * Source: Zeiler & Fergus 2013 (arXiv 1311.2901); windows as in Captum.
 *
 * @throws if window or strides are not whole numbers of at least 1, one an axis of the inputs, or a stride is larger than the
 *   window.
 */
export function occlusion(options: OcclusionOptions): Explainer {
  checkOptions<OcclusionOptions>('occlusion', options, {
    window: true,
    strides: true,
    value: true,
    referenceWindows: true,
  });
  const { window, strides = window, value = 0, referenceWindows = false } = options;
  checkWindow('window', window);
  checkWindow('strides', strides);
  if (!Number.isFinite(value)) throw new Error(`occlusion: value must be a finite number; got ${value}.`);
  if (!referenceWindows && strides.some((stride, axis) => stride > (window[axis] ?? stride))) {
    throw new Error(
      `occlusion: strides [${strides}] larger than the window [${window}] leave features that no window covers. Take strides of at ` +
        "most the window's size, or the reference implementation's windows: { referenceWindows: true }.",
    );
  }
  return {
    name: 'occlusion',
    linear: true,
    rules: false,
    async attribute(target, inputs, run) {
      const shape = target.encoder.inputShape;
      for (const [name, list] of Object.entries({ window, strides })) {
        if (
          list.length !== shape.length ||
          list.some((length, axis) => name === 'window' && length > shape[axis]!)
        ) {
          throw new Error(
            `occlusion: ${name} [${list}] must have one number an axis of the inputs [${shape}], none larger.`,
          );
        }
      }
      const boxes = windows(shape, window, strides, referenceWindows);
      const divisor = referenceWindows ? window.reduce((a, b) => a * b, 1) : 1;
      return { maps: await drops(target, inputs, boxes, { value, divisor }, run) };
    },
  };
}

/** Indices of the features (row-major) that a window covers. */
type Box = readonly number[];

/** All windows from the origin: the last of an axis cut off at the edge, or left out where `fittingOnly`. */
function windows(
  shape: readonly number[],
  window: readonly number[],
  strides: readonly number[],
  fittingOnly: boolean,
): Box[] {
  const starts = shape.map((length, axis) => {
    const room = (length - window[axis]!) / strides[axis]!;
    return Array.from(
      { length: 1 + (fittingOnly ? Math.floor(room) : Math.ceil(room)) },
      (_, i) => i * strides[axis]!,
    );
  });
  let corners: number[][] = [[]];
  for (const along of starts) corners = corners.flatMap((corner) => along.map((start) => [...corner, start]));
  return corners.map((corner) => boxAt(corner, shape, window));
}

function boxAt(corner: readonly number[], shape: readonly number[], window: readonly number[]): Box {
  let indices = [0];
  shape.forEach((length, axis) => {
    const end = Math.min(length, corner[axis]! + window[axis]!);
    const along = Array.from({ length: end - corner[axis]! }, (_, i) => corner[axis]! + i);
    indices = indices.flatMap((index) => along.map((at) => index * length + at));
  });
  return indices;
}

async function drops(
  { encoder, scores }: Target,
  inputs: Tensor,
  boxes: readonly Box[],
  { value, divisor }: { value: number; divisor: number },
  run: Run,
): Promise<Tensor[]> {
  const batch = inputs.shape[0]!;
  const size = inputs.size / batch;
  const pixels = Float32Array.from(await inputs.data());
  const sums = scores.map(() => new Float64Array(batch * size));
  const covered = new Uint32Array(size);
  const scoresOf = async (batchOfInputs: Tensor): Promise<Float32Array[]> => {
    await checkpoint(run);
    const latent = await encoder.encode(batchOfInputs);
    const values: Tensor[] = [];
    try {
      for (const score of scores) values.push(score.value(latent));
      return await Promise.all(values.map((v) => v.data<'float32'>()));
    } finally {
      dispose([...values, latent]);
    }
  };
  const whole = await scoresOf(inputs);
  for (const [w, box] of boxes.entries()) {
    const occluded = pixels.slice();
    for (let i = 0; i < batch; i++) for (const feature of box) occluded[i * size + feature] = value;
    const input = tensor(occluded, inputs.shape);
    const left = await scoresOf(input).finally(() => input.dispose());
    for (const feature of box) covered[feature]! += 1;
    scores.forEach((_, k) => {
      for (let i = 0; i < batch; i++) {
        const drop = whole[k]![i]! - left[k]![i]!;
        for (const feature of box) sums[k]![i * size + feature]! += drop;
      }
    });
    run.onProgress?.((w + 1) / boxes.length);
  }
  return sums.map((sum) =>
    tensor(
      Float32Array.from(sum, (total, i) => total / (Math.max(1, covered[i % size]!) * divisor)),
      inputs.shape,
    ),
  );
}

function checkWindow(name: string, list: readonly number[] | undefined): void {
  if (
    Array.isArray(list) &&
    list.length > 0 &&
    list.every((length) => Number.isInteger(length) && length >= 1)
  )
    return;
  throw new Error(
    `occlusion: ${name} must be whole numbers of at least 1, one an axis; got ${JSON.stringify(list)}.`,
  );
}
