import type { MatMul } from '@csm/core/extend';
import { batchedProduct, swapped } from '../../kernels/products.js';
import type { WriteOperation } from '../write-operation.js';

export const matMul: WriteOperation<MatMul> = (emitter, { transposeA, transposeB }, [a, b]) =>
  a && b && batchedProduct(emitter, transposeA ? swapped(a) : a, transposeB ? swapped(b) : b);
