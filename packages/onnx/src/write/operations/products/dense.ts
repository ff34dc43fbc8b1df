import type { Dense } from '@csm/core/extend';
import { add } from '../../kernels/elementwise.js';
import { batchedProduct } from '../../kernels/products.js';
import type { WriteOperation } from '../write-operation.js';

export const dense: WriteOperation<Dense> = (emitter, { kernel, bias }, [x], { valueFor }) => {
  if (x === undefined) return undefined;
  const [from, weights] = [emitter.ordered(x), emitter.ordered(valueFor(kernel))];
  if (bias && x.shape.length === 2) {
    const output = { type: x.type, shape: [x.shape[0] ?? 1, weights.shape[1] ?? 1] };
    return emitter.add('Gemm', [from, weights, valueFor(bias)], output);
  }
  const product = batchedProduct(emitter, from, weights);
  return bias ? add(emitter, product, valueFor(bias)) : product;
};
