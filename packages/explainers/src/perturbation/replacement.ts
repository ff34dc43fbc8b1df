import { invalidArgument, shown } from '@csm/base';
import type { Encoder } from '@csm/core';
import ndarray from 'ndarray';
import type { Baseline } from '../baselines/baseline.js';
import { describeBaselines } from '../baselines/describe-baseline.js';
import { checkPictures } from '../checks/check-pictures.js';

/**
 * What replaces a feature that is taken away: a {@link Baseline} (one number, one input such as the mean of the data, or the
 * blurred or counterfactual input), or a list with one number per channel. Channels are an axis of pictures, by the encoder's
 * `layout`, and the last axis of other inputs.
 */
export type FeatureReplacement = Baseline | readonly number[];

/** @throws if a number of the replacement is not finite. */
export function checkReplacement(caller: string, replacement: FeatureReplacement): void {
  const numbers = typeof replacement === 'number' ? [replacement] : replacement;
  if (!isPerChannel(numbers)) return;
  const invalid = numbers.find((value) => !Number.isFinite(value));
  if (invalid === undefined && numbers.length > 0) return;
  throw invalidArgument(
    `${caller}: replacement must be finite numbers; got ${numbers.length === 0 ? 'an empty list' : shown(invalid)}.`,
  );
}

/** The replacement as a baseline. @throws if a list does not have one number per channel of the inputs. */
export function baselineOf(
  caller: string,
  replacement: FeatureReplacement,
  encoder: Pick<Encoder, 'inputShape' | 'layout'>,
): Baseline {
  if (!isPerChannel(replacement)) return replacement;
  const { inputShape } = encoder;
  const isFirst = inputShape.length === 3 && checkPictures(caller, encoder) === 'channelsFirst';
  const axis = isFirst ? 0 : inputShape.length - 1;
  if (replacement.length !== inputShape[axis]) {
    throw invalidArgument(
      `${caller}: replacement must have one number per channel, ${inputShape[axis]} for inputs [${inputShape.join(', ')}]; ` +
        `got ${replacement.length}.`,
    );
  }
  const inner = inputShape.slice(axis + 1).reduce((a, b) => a * b, 1);
  const size = inputShape.reduce((a, b) => a * b, 1);
  const channel = (at: number) => Math.floor(at / inner) % replacement.length;
  return ndarray(
    Float32Array.from({ length: size }, (_, at) => replacement[channel(at)] ?? 0),
    [...inputShape],
  );
}

/** What replaces the features, for the description of a method: `0`, `the blurred input (σ 2)`. */
export function describeReplacement(replacement: FeatureReplacement): string {
  return isPerChannel(replacement) ? `[${replacement.join(', ')}]` : describeBaselines([replacement]);
}

export function isPerChannel(replacement: unknown): replacement is readonly number[] {
  return Array.isArray(replacement);
}
