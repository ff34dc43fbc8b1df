import { invalidArgument } from '@csm/base';

/**
 * Checks the arguments of `slice(start, size)` of an encoder with values for this number of samples.
 *
 * @category Write an encoder
 */
export function checkSlice(start: number, size: number, samples: number): void {
  const valid = [start, size].every(Number.isInteger) && start >= 0 && size > 0 && start + size <= samples;
  if (valid) return;
  throw invalidArgument(
    `slice: expected a part of the encoder's ${samples} samples; got start ${start} and size ${size}.`,
  );
}
