import type { Resample } from '@csm/core/extend';
import { relabelled } from '../kernels/products.js';
import { multipliedAlong } from '../operations/resample.js';
import type { WriteDerivative } from './write-derivative.js';

/** A product with the transposed matrix. */
export const resample: WriteDerivative<Resample> = (emitter, { axis, matrix }, { valueFor }, cotangent) => [
  multipliedAlong(emitter, cotangent, axis, relabelled(valueFor(matrix), [1, 0])),
];
