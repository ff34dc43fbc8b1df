import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { TEST_SET } from './test-set.js';

export type TestBackend = 'cpu' | 'wasm';

/** The backends for tests that take seconds at most. */
export const BACKENDS: readonly TestBackend[] = ['cpu', 'wasm'];

/** The backends for comparisons that take most of a minute: the faster one, unless the full set of tests runs. */
export const BACKENDS_OF_SLOW_TESTS: readonly TestBackend[] = TEST_SET === 'full' ? BACKENDS : ['wasm'];

export async function useBackend(name: TestBackend): Promise<void> {
  if (!(await tf.setBackend(name))) throw new Error(`useBackend: could not start ${name}`);
}
