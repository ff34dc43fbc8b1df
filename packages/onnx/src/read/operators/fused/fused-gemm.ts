import type { OperatorReader } from '../../reading.js';
import { gemm } from '../matrix/gemm.js';
import { beforeActivation, fusedActivation } from './fused-activation.js';

const PREFIX = 'activation_';

/** FusedGemm: an activation of a Gemm; `activation_alpha` is the activation's `alpha`. */
export const fusedGemm: OperatorReader = (at) => {
  const own = [...at.node.attributes]
    .filter(([name]) => name.startsWith(PREFIX))
    .map(([name, value]) => [name.slice(PREFIX.length), value] as const);
  return fusedActivation(at, gemm(beforeActivation(at, 'product')), new Map(own));
};
