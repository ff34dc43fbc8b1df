import '@tensorflow/tfjs-backend-cpu';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import {
  backend,
  getKernel,
  type KernelBackend,
  setBackend,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';

/** Float32 values of a tensor that is on no backend. */
export interface Values {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Random values between −1 and 1 (mulberry32). */
export function randomValues(shape: readonly number[], seed: number): Values {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 31 - 1;
  };
  return { shape, values: Float32Array.from({ length: util.sizeFromShape([...shape]) }, next) };
}

type TestBackend = KernelBackend & Pick<BackendWasm, 'numDataIds' | 'write' | 'readSync' | 'disposeData'>;

/** Initialises a backend and makes it the current one. */
export async function backendNamed(name: 'cpu' | 'wasm'): Promise<TestBackend> {
  await setBackend(name);
  return backend() as unknown as TestBackend;
}

/** Runs a registered kernel of a backend on new data, and disposes inputs and output. */
export function runOn(
  name: 'cpu' | 'wasm',
  on: TestBackend,
  kernel: string,
  inputs: Readonly<Record<string, Values>>,
  attrs: object,
): Values {
  const infos: Record<string, TensorInfo> = {};
  for (const [input, { shape, values }] of Object.entries(inputs)) {
    infos[input] = {
      dataId: on.write(values.slice(), [...shape], 'float32'),
      shape: [...shape],
      dtype: 'float32',
    };
  }
  const run = getKernel(kernel, name).kernelFunc as unknown as (call: object) => TensorInfo;
  const output = run({ inputs: infos, attrs, backend: on });
  const values = (on.readSync(output.dataId) as Float32Array).slice();
  for (const { dataId } of [output, ...Object.values(infos)]) on.disposeData(dataId);
  return { shape: output.shape, values };
}

/**
 * The largest difference between two results, divided by float32's rounding error of a sum of `terms` products; at
 * most 1 if the results agree. Inputs are between −1 and 1.
 */
export function errorRatio(actual: ArrayLike<number>, expected: ArrayLike<number>, terms: number): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let largest = 1;
  let difference = 0;
  for (let i = 0; i < expected.length; i++) {
    largest = Math.max(largest, Math.abs(expected[i]!));
    const d = Math.abs(actual[i]! - expected[i]!);
    difference = Number.isNaN(d) ? Number.POSITIVE_INFINITY : Math.max(difference, d);
  }
  return difference / (2 ** -23 * (terms + 2) * largest);
}
