import { checkNdarray, contiguous, invalidArgument, notFinite } from '@csm/base';
import type { NdArray } from 'ndarray';

/** @throws unless the value is an ndarray `[n, ...]` with at least one number. */
export function checkMaps(caller: string, maps: NdArray, what = 'maps'): void {
  checkNdarray(`${caller}, ${what}`, maps);
  if (maps.shape.length >= 2 && maps.size > 0) return;
  throw invalidArgument(
    `${caller}: ${what} must have a batch axis and at least one number; got shape [${maps.shape.join(', ')}].`,
  );
}

/** @throws unless the value is an ndarray `[n, ...]` of finite numbers, at least one. */
export function checkFiniteInputs(caller: string, inputs: NdArray): void {
  checkMaps(caller, inputs, 'inputs');
  const data = contiguous(inputs);
  let bad = 0;
  while (bad < data.length && Number.isFinite(data[bad])) bad += 1;
  if (bad === data.length) return;
  const each = inputs.size / (inputs.shape[0] ?? 1);
  throw notFinite(
    `${caller}: inputs must be finite; input ${Math.floor(bad / each)} has ${data[bad]}; remove or fill it.`,
  );
}

/** @throws unless both arrays have the same shape. */
export function checkSameShape(caller: string, a: NdArray, b: NdArray, what: string): void {
  checkNdarray(`${caller}, ${what}`, b);
  if (a.shape.join() === b.shape.join()) return;
  throw invalidArgument(
    `${caller}: ${what} must have the same shape; got [${a.shape.join(', ')}] and [${b.shape.join(', ')}].`,
  );
}

/** @throws unless both have the same length, at least 1. */
export function checkSameLength(caller: string, a: ArrayLike<number>, b: ArrayLike<number>): void {
  if (a.length === b.length && a.length > 0) return;
  throw invalidArgument(
    `${caller}: expected two lists of the same length, at least 1; got ${a.length} and ${b.length} numbers.`,
  );
}
