import { invalidArgument, size } from '@csm/base';
import type { InputPart, Run } from '@csm/core/extend';
import { concat, max, min, slice, sub, type Tensor, tensor, tile } from '@tensorflow/tfjs-core';

/** Whether the range is that of each sample, or one range of all inputs of the run. */
export type RangeOf = 'sample' | 'inputs';

/**
 * max − min of each sample, or of all inputs of the run; for a model with several inputs, of each input. Called inside `tf.tidy`.
 * @returns a tensor that broadcasts to the inputs.
 * @throws if the range of all inputs is asked for in a part of a run whose extremes are unknown.
 */
export function inputRanges(
  caller: string,
  rangeOf: RangeOf,
  inputs: Tensor,
  parts: readonly InputPart[] | undefined,
  run: Run,
): Tensor {
  const { least, greatest } =
    rangeOf === 'sample' ? { least: inputs, greatest: inputs } : ofRun(caller, inputs, run);
  if (parts === undefined) return rangeOver(least, greatest);
  return concat(
    parts.map((part) => {
      const length = size(part.shape);
      const [low, high] = [least, greatest].map((values) => slice(values, [0, part.start], [-1, length]));
      return tile(rangeOver(low as Tensor, high as Tensor), [1, length]);
    }),
    1,
  );
}

/** The extremes of each feature over all inputs of the run, `[1, ...inputShape]`. */
function ofRun(
  caller: string,
  inputs: Tensor,
  { extremes, firstSample }: Run,
): { least: Tensor; greatest: Tensor } {
  if (extremes) {
    const { least, greatest } = extremes();
    const shape = [1, ...inputs.shape.slice(1)];
    return { least: tensor(least, shape), greatest: tensor(greatest, shape) };
  }
  if (firstSample === undefined) return { least: min(inputs, 0, true), greatest: max(inputs, 0, true) };
  throw invalidArgument(
    `${caller}: rangeOf 'inputs' needs the extremes of all inputs; got a run with firstSample ${firstSample} and without extremes; ` +
      'call explain, or pass on the run that it passes to attribute.',
  );
}

function rangeOver(least: Tensor, greatest: Tensor): Tensor {
  const features = least.shape.slice(1).map((_, axis) => axis + 1);
  return sub(max(greatest, features, true), min(least, features, true));
}
