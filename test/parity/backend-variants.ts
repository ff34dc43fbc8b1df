import { registerKernels, unregisterKernels } from '../../packages/wasm/src/index.js';
import { useBackend } from '../backends.js';

/** Where parity is measured. */
export const BACKEND_VARIANTS = ['cpu', 'wasm', 'wasm with @csm/wasm'] as const;

export type BackendVariant = (typeof BACKEND_VARIANTS)[number];

export async function useVariant(variant: BackendVariant): Promise<void> {
  await useBackend(variant === 'cpu' ? 'cpu' : 'wasm');
  if (variant === 'wasm with @csm/wasm') registerKernels();
  else unregisterKernels();
}
