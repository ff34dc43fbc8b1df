import { checkNdarray, contiguous, invalidArgument, size } from '@csm/base';
import { checkpoint, type Run, type Target } from '@csm/core/extend';
import { cast, dispose, gather, Tensor, type Tensor1D, type Tensor2D, tensor } from '@tensorflow/tfjs-core';
import type { NdArray } from 'ndarray';

/** Checks baselines `[m, …]` when a method is created. @throws unless they are finite. */
export function checkGiven(baselines: NdArray | Tensor): void {
  if (baselines instanceof Tensor) {
    if (!baselines.isDisposed) return;
    throw invalidArgument(
      'gradientShap: baselines is a disposed tensor; dispose it only after the last use of the explainer.',
    );
  }
  checkNdarray('gradientShap, baselines', baselines);
  checkFinite(contiguous(baselines), baselines.shape);
}

/** @throws unless the baselines have the shape of the inputs. */
export function checkFit({ shape }: NdArray | Tensor, inputShape: readonly number[]): void {
  if (`${shape.slice(1)}` === `${inputShape}`) return;
  throw invalidArgument(
    `gradientShap: baselines must have shape [m, ${inputShape.join(', ')}]; got [${shape.join(', ')}].`,
  );
}

/** The baselines as a tensor, which the caller must dispose. @throws unless they fit the inputs and are finite. */
export async function baselinesTensor(
  baselines: NdArray | Tensor,
  inputShape: readonly number[],
): Promise<Tensor> {
  checkGiven(baselines);
  checkFit(baselines, inputShape);
  if (!(baselines instanceof Tensor))
    return tensor(contiguous(baselines).slice(), baselines.shape, 'float32');
  checkFinite(await baselines.data(), baselines.shape);
  return cast(baselines, 'float32');
}

function checkFinite(values: ArrayLike<number>, [, ...shape]: readonly number[]): void {
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) continue;
    throw invalidArgument(
      `gradientShap: baselines must be finite; baseline ${Math.floor(i / size(shape))} holds ${values[i]}.`,
    );
  }
}

/**
 * For each score, the mean score of the baselines that were drawn for each sample, `[batch]`; the caller must dispose
 * them. A baseline is encoded once, unless scores or the encoder differ between samples.
 * @param drawn the indices of the drawn baselines, `[batch]` per draw.
 */
export async function meanBaselineScores(
  target: Target,
  baselines: Tensor,
  drawn: readonly ArrayLike<number>[],
  run: Run,
): Promise<Tensor1D[]> {
  const { encoder, scores } = target;
  const batch = drawn[0]?.length ?? 0;
  const differ = encoder.samples !== undefined || scores.some(({ samples }) => samples !== undefined);
  // Groups of baselines that are encoded together, and the rows of each draw in the scores of all groups.
  const used = [...new Set(drawn.flatMap((indices) => Array.from(indices)))];
  const row = new Map(used.map((index, at) => [index, at]));
  const groups = differ
    ? drawn.map((indices) => Array.from(indices))
    : Array.from({ length: Math.ceil(used.length / batch) }, (_, k) =>
        used.slice(k * batch, (k + 1) * batch),
      );
  const rowOf = (draw: number, sample: number, index: number) =>
    differ ? draw * batch + sample : (row.get(index) ?? 0);

  const found: Float32Array[][] = scores.map(() => []);
  for (const group of groups) {
    await checkpoint(run);
    for (const [k, values] of (await scoresOf(target, gather(baselines, group))).entries()) {
      found[k]?.push(values);
    }
  }
  return found.map((parts) => {
    const values = Float32Array.from(parts.flatMap((part) => [...part]));
    const means = new Float64Array(batch);
    for (const [draw, indices] of drawn.entries()) {
      for (let i = 0; i < batch; i++) {
        means[i] = (means[i] ?? 0) + (values[rowOf(draw, i, indices[i] ?? 0)] ?? 0);
      }
    }
    return tensor(Float32Array.from(means, (sum) => sum / drawn.length)) as Tensor1D;
  });
}

/** The scores of inputs, which are taken over, on the host. */
async function scoresOf({ encoder, scores }: Target, inputs: Tensor): Promise<Float32Array[]> {
  const owned: Tensor[] = [inputs];
  try {
    const latent = (await encoder.encode(inputs)) as Tensor2D;
    owned.push(latent);
    const values: Tensor[] = [];
    for (const score of scores) {
      const value = score.value(latent);
      owned.push(value);
      values.push(value);
    }
    return await Promise.all(values.map(async (value) => (await value.data()) as Float32Array));
  } finally {
    dispose(owned);
  }
}
