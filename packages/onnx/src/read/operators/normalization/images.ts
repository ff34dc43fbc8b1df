import type { Weight } from '@csm/core/extend';
import type { Constant } from '../../../model/onnx-model.js';
import { channelsLast, hasSamples } from '../../layout.js';
import type { Reading } from '../../reading.js';
import type { Value } from '../../value.js';

/** An image with the channels last, and how many axes of its node's tensor come before the places (frames, for example). */
export interface Images {
  readonly value: Value;
  readonly channels: number;
  readonly separateAxes: number;
}

/** Input 0, `[n, channels, ...places]`, with the channels last. */
export function images(at: Reading): Images {
  const input = at.value(0);
  if (input.shape.length < 2)
    throw at.refuse(`expected an input [n, channels, …]; got [${input.shape.join(', ')}].`);
  if (input.shape.some((_, axis) => axis > 0 && hasSamples(input, axis))) throw at.mixesSamples();
  const value = channelsLast(at, input);
  const places = input.shape.length - 2;
  return {
    value,
    channels: input.shape[1] ?? 1,
    separateAxes: at.outputShape(value).length - places - 1,
  };
}

/** Input `i` as a constant with one number for each of `count`. */
export function perChannel(at: Reading, i: number, count: number, what: string): Constant {
  const constant = at.constant(i);
  if (constant?.data.length === count && constant.shape.length === 1) return constant;
  const came = constant ? `[${constant.shape.join(', ')}]` : 'none';
  throw at.refuse(`expected ${what} of shape [${count}]; got ${came}.`);
}

/** A weight of numbers; undefined if all of them are the number that changes nothing. */
export function unless(at: Reading, neutral: number, numbers: readonly number[]): Weight | undefined {
  return numbers.every((value) => value === neutral) ? undefined : at.weight(numbers, [numbers.length]);
}
