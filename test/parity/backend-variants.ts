import { registerKernels, unregisterKernels } from '../../packages/wasm/src/index.js';
import { useBackend } from '../backends.js';
import { TEST_SET } from '../test-set.js';

/** The backends on which parity is measured. */
export const BACKEND_VARIANTS = ['cpu', 'wasm', 'wasm with @csm/wasm'] as const;

/** The backends on which the tests compare: cpu, which takes most of the time, is left out unless the full set of tests runs. */
export const TESTED_VARIANTS = BACKEND_VARIANTS.filter((variant) => TEST_SET === 'full' || variant !== 'cpu');

export type BackendVariant = (typeof BACKEND_VARIANTS)[number];

export async function useVariant(variant: BackendVariant): Promise<void> {
  await useBackend(variant === 'cpu' ? 'cpu' : 'wasm');
  if (variant === 'wasm with @csm/wasm') registerKernels();
  else unregisterKernels();
}
