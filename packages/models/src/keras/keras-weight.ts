import { invalidFile } from '@csm/base';
import type { Dataset } from 'h5wasm';
import type { KerasWeight } from './keras-file.js';

/** Whether the numbers of a dataset are floating-point. */
export function isFloat({ dtype }: Dataset): boolean {
  return typeof dtype === 'string' && /^[<>]?[efd]$/.test(dtype);
}

/**
 * A dataset as a weight, which is read later.
 * @param where the beginning of messages: function and file.
 */
export function kerasWeight(where: string, dataset: Dataset, role: string | undefined): KerasWeight {
  const path = dataset.path.replace(/^\//, '');
  return { path, role, shape: dataset.shape ?? [], read: () => readNumbers(where, path, dataset) };
}

function readNumbers(where: string, path: string, dataset: Dataset): Float32Array {
  const { dtype } = dataset;
  // Checked before the numbers are read: h5wasm throws on float16.
  const value = typeof dtype === 'string' && /^[<>]?[fd]$/.test(dtype) ? dataset.value : undefined;
  if (!(value instanceof Float32Array || value instanceof Float64Array)) {
    throw invalidFile(
      `${where}: expected numbers of type float32 or float64; "${path}" holds type ${String(dtype)}; save the weights from a ` +
        'model in float32.',
    );
  }
  const numbers = value instanceof Float32Array ? value : Float32Array.from(value);
  const invalid = numbers.find((number) => !Number.isFinite(number));
  if (invalid === undefined) return numbers;
  throw invalidFile(
    `${where}: expected finite weights; "${path}" holds ${invalid}, because the file is damaged or training diverged; copy ` +
      'the file again or train the model again.',
  );
}
