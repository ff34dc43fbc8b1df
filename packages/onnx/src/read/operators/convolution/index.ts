import type { OperatorReader } from '../../reading.js';
import { conv } from './conv.js';
import { convTranspose } from './conv-transpose.js';
import { globalAveragePool, globalMaxPool } from './global-pool.js';
import { globalLpPool, lpPool } from './lp-pool.js';
import { averagePool, maxPool } from './pool.js';

/** Operators with windows over images and signals. */
export const convolution: Readonly<Record<string, OperatorReader>> = {
  AveragePool: averagePool,
  Conv: conv,
  ConvTranspose: convTranspose,
  GlobalAveragePool: globalAveragePool,
  GlobalLpPool: globalLpPool,
  GlobalMaxPool: globalMaxPool,
  LpPool: lpPool,
  MaxPool: maxPool,
};
