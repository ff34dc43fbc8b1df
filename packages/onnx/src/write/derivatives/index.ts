import { maxPool } from './max-pool.js';
import type { WriteDerivative } from './write-derivative.js';

/** The kinds whose derivative has a faster form in ONNX than the recorded one. */
export const DERIVATIVES: Readonly<Record<string, WriteDerivative<never> | undefined>> = { maxPool };
