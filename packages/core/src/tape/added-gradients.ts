import {
  cast,
  expandDims,
  type GradConfig,
  gatherND,
  getGradient,
  mul,
  oneHot,
  ones,
  reshape,
  reverse,
  scatterND,
  sum,
  type Tensor,
  tensorScatterUpdate,
  zeros,
} from '@tensorflow/tfjs-core';
import { type CumulativeProduct, cumprodVjp } from '../kernels/cumprod-vjp.js';
import { type DepthToSpace, depthToSpaceVjp } from '../kernels/depth-to-space-vjp.js';
import { checkEinsum, einsumVjp } from '../kernels/einsum-vjp.js';
import { fullSlice, type StridedSlicing, stridedSliceVjp } from '../kernels/strided-slice-vjp.js';

type Saved = readonly [Tensor, Tensor];

/** Kernels without a gradient in tfjs 4.22, with their gradients. */
const ADDED: readonly GradConfig[] = [
  added<StridedSlicing>('StridedSlice', ['x'], (dy, [x], how) => {
    fullSlice(how, x.shape);
    return { x: () => stridedSliceVjp(how, x.shape, dy) };
  }),
  added<DepthToSpace>('DepthToSpace', ['x'], (dy, [x], how) => ({
    x: () => depthToSpaceVjp(how, x.shape, dy),
  })),
  added<CumulativeProduct>('Cumprod', ['x'], (dy, [x], how) => ({ x: () => cumprodVjp(how, x, dy) })),
  added('FlipLeftRight', [], (dy) => ({ image: () => reverse(dy, 2) })),
  added('GatherNd', ['params', 'indices'], (dy, [params, indices]) => ({
    params: () => scatterND(indices, dy, params.shape),
  })),
  added('ScatterNd', ['indices'], (dy, [indices]) => ({ updates: () => gatherND(dy, indices) })),
  added('SparseToDense', ['sparseIndices', 'sparseValues'], (dy, [indices, values]) => ({
    sparseValues: () =>
      values.rank === 0 ? sum(gatherND(dy, column(indices))) : gatherND(dy, column(indices)),
  })),
  added('TensorScatterUpdate', ['indices', 'updates'], (dy, [indices, updates]) => ({
    // On the cpu backend the operation changes its first input, which must not be the cotangent.
    tensor: () => mul(dy, tensorScatterUpdate(ones(dy.shape), indices, zeros(updates.shape))),
    updates: () => gatherND(dy, indices),
  })),
  {
    kernelName: 'TopK',
    inputsToSave: ['x'],
    outputsToSave: [false, true],
    gradFunc: (dy, [x, indices]) => ({ x: () => topKVjp(x as Tensor, indices as Tensor, dy) }),
  },
  {
    kernelName: 'Einsum',
    saveAllInputs: true,
    gradFunc: (dy, inputs, attributes) => {
      const { equation } = attributes as unknown as { equation: string };
      checkEinsum(equation);
      return Object.fromEntries(
        inputs.map((_, i) => [i, () => einsumVjp(equation, inputs, dy as Tensor)[i] as Tensor]),
      );
    },
  },
];

function added<Attributes>(
  kernelName: string,
  inputsToSave: string[],
  vjps: (dy: Tensor, saved: Saved, attributes: Attributes) => Record<string, () => Tensor>,
): GradConfig {
  return {
    kernelName,
    inputsToSave,
    gradFunc: (dy, saved, attributes) =>
      vjps(dy as Tensor, saved as unknown as Saved, attributes as unknown as Attributes),
  };
}

/** The gradients that tfjs does not have, without those that someone has registered. */
export function addedGradients(): GradConfig[] {
  return ADDED.filter(({ kernelName }) => getGradient(kernelName) === undefined);
}

/** Indices of a vector as `[count, 1]`. */
function column(indices: Tensor): Tensor {
  return indices.rank < 2 ? reshape(indices, [-1, 1]) : indices;
}

/** The cotangent of the largest values along the last axis goes to where each of them was. */
function topKVjp(x: Tensor, indices: Tensor, dy: Tensor | Tensor[]): Tensor {
  const [values] = [dy].flat() as [Tensor];
  const places = cast(oneHot(indices, x.shape.at(-1) ?? 1), 'float32');
  return sum(mul(expandDims(values, -1), places), -2);
}
