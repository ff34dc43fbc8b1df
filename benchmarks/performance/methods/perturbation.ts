import {
  ablation,
  gridFeatures,
  hsicAttribution,
  kernelShap,
  occlusion,
  replacement,
  rise,
  shapley,
  sobolAttribution,
} from '@csm/explainers';
import ndarray from 'ndarray';
import { drawnImages } from '../jobs/job.js';
import { explained } from './explained.js';
import type { MethodCase, MethodContext } from './method-case.js';

const patches = ({ encoder }: MethodContext, rows: number, columns: number) =>
  gridFeatures(encoder.inputShape, { rows, columns });

/** Methods that change inputs and need no gradient. */
export const perturbationMethods: readonly MethodCase[] = [
  explained('occlusion', 'occlusion({ window: [4, 4, 1] }), strides of 4', () =>
    occlusion({ window: [4, 4, 1], strides: [4, 4, 1] }),
  ),
  explained('ablation', 'ablation of 8 × 8 patches', (context) =>
    ablation({ features: patches(context, 8, 8) }),
  ),
  explained('replacement', 'replacement({ donors }) of 8 × 8 patches', ({ encoder }) =>
    replacement({ donors: ndarray(drawnImages(16, encoder.inputShape), [16, ...encoder.inputShape]) }),
  ),
  explained('Shapley values', 'shapley of 2 × 4 patches, 256 sets', (context) =>
    shapley({ features: patches(context, 2, 4) }),
  ),
  explained('KernelSHAP', 'kernelShap of 8 × 8 patches', (context) =>
    kernelShap({ features: patches(context, 8, 8) }),
  ),
  explained('RISE', 'rise()', () => rise()),
  explained('Sobol', 'sobolAttribution()', () => sobolAttribution()),
  explained('HSIC', 'hsicAttribution()', () => hsicAttribution()),
];
