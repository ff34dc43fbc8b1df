import { type BackwardRule, operationForward, operationVjp } from '@csm/core';
import { add, div, mul } from '@tensorflow/tfjs-core';

/**
 * Proportional redistribution: a max pooling hands g to all cells of its window in proportion to their activations i:
 * with z = avgpool(i) + 1e-10, g ↦ i ⊙ avgpoolᵀ(g / z).
 */
export const proportionalMaxPool: BackwardRule = {
  name: 'proportional max pooling',
  backward({ node, inputs, cotangent }) {
    if (node.operation.kind !== 'maxPool') throw new Error('proportionalMaxPool: not a max pooling');
    const averaging = { ...node.operation, kind: 'averagePool' } as const;
    const mean = operationForward(averaging, inputs);
    const share = div(cotangent, add(mean, 1e-10));
    const [spread] = operationVjp(averaging, { inputs, output: mean }, share);
    return [mul(inputs[0]!, spread!)];
  },
};
