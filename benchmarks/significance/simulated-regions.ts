import { keyedNormal } from '@csm/base';
import { conceptVector, functionEncoder } from '@csm/core';
import { type RegionSignificance, regionSignificance } from '@csm/evaluate';
import { gridFeatures } from '@csm/explainers';
import { conv2d, matMul, relu, reshape, type Tensor4D, tensor2d, tensor4d } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';

const SIZE = 8;
const PATCH = 2;
/** The patch that holds the concept, where there is one. */
export const PLANTED = 5;

const normals = (shape: number[], ...key: (string | number)[]) => {
  const normal = keyedNormal('simulation', ...key);
  return Float32Array.from({ length: shape.reduce((a, b) => a * b) }, normal);
};

/** A small convolutional encoder of pictures of 8 × 8 with a random latent of 4. */
const encoder = functionEncoder(
  (x) => {
    const kernel = tensor4d(normals([3, 3, 1, 4], 'kernel'), [3, 3, 1, 4]);
    const hidden = relu(conv2d(x as Tensor4D, kernel, 1, 'same'));
    const weights = tensor2d(normals([SIZE * SIZE * 4, 4], 'weights'), [SIZE * SIZE * 4, 4]);
    return matMul(reshape(hidden, [-1, SIZE * SIZE * 4]), weights);
  },
  { inputShape: [SIZE, SIZE, 1], layout: 'channelsLast' },
);
const features = gridFeatures([SIZE, SIZE, 1], { size: PATCH });

/** Pictures of noise; with the concept, one patch is brighter. */
function pictures(count: number, shift: number, ...key: (string | number)[]) {
  const values = normals([count, SIZE, SIZE, 1], ...key).map((value, i) => {
    const region = features.data[i % (SIZE * SIZE)];
    return value + (region === PLANTED ? shift : 0);
  });
  return ndarray(values, [count, SIZE, SIZE, 1]);
}

/** The regions of one simulation: 12 donors with a label, and 14 without. */
export async function simulatedRegions(shift: number, seed: number): Promise<RegionSignificance> {
  const [found] = await regionSignificance(
    {
      encoder,
      concepts: conceptVector('patch', [1, -1, 1, 0]),
      inputs: pictures(1, 0, 'input', seed),
      positives: pictures(12, shift, 'positives', shift, seed),
      negatives: pictures(14, 0, 'negatives', shift, seed),
      features,
    },
    { permutations: 999, seed },
  );
  if (found === undefined) throw new Error('simulatedRegions: there is no result.');
  return found;
}
