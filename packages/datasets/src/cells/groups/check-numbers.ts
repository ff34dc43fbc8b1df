import { invalidArgument, shown, typeName } from '@csm/base';

/** One number per cell, with NaN for a missing value. @throws if a value is not a number. */
export function checkNumbers(caller: string, values: ArrayLike<number>): Float64Array {
  if (typeof values !== 'object' || typeof values?.length !== 'number') {
    throw invalidArgument(
      `${caller}: values must be an array of one number per cell; got ${typeName(values)}.`,
    );
  }
  const list = Array.from<number | null>(values);
  const bad = list.findIndex((value) => value !== null && typeof value !== 'number');
  if (bad === -1) return Float64Array.from(list, (value) => value ?? Number.NaN);
  throw invalidArgument(`${caller}: values must be numbers; value ${bad} is ${shown(list[bad])}.`);
}
