import { checkOptions, checkPositive, gaussianKernel, mirroredIndex } from '@csm/base';
import {
  matMul,
  reshape,
  type Tensor,
  type Tensor2D,
  tensor2d,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';
import { checkPictures } from '../checks/check-pictures.js';
import type { InputBaseline } from './baseline.js';
import type { BlurredBaselineOptions } from './blurred-baseline-options.js';

/**
 * The blurred input as a baseline of pictures, channels last or first as the encoder's `layout` says: b = G ∗ x, with G a
 * normalised Gaussian that is cut off at four standard deviations. Pixels beyond the edge mirror those inside (… 1 0 | 0 1 …), as in scipy's `gaussian_filter`.
 *
 * Why: x − b contains the detail that is finer than σ, so detail of any brightness gets credit, whereas a constant
 * baseline gives no credit to features of the baseline's colour. Features that are broader than σ, such as the tone
 * of a whole face, get no credit.
 *
 * The baseline does not depend on the concept: concepts share their passes, and maps remain linear in the concept.
 * The encoder has not seen blurred pictures in training, and their score may not correspond to "absent".
 *
 * Source: Fong & Vedaldi 2017 (arXiv 1704.03296) for blur as absence; Sturmfels, Lundberg & Lee 2020
 * (doi 10.23915/distill.00022) for blur as a baseline.
 *
 * @throws if sigma is not a positive number; before the run, if the inputs are not pictures, or look like channels first
 *   and the encoder's `layout` is unknown.
 * @category Baselines
 */
export function blurredBaseline(options: BlurredBaselineOptions): InputBaseline {
  checkOptions<BlurredBaselineOptions>('blurredBaseline', options, { sigma: true });
  const sigma = options?.sigma;
  checkPositive('blurredBaseline', 'sigma', sigma);
  return {
    perConcept: false,
    description: `the blurred input (σ ${sigma})`,
    check(_, { encoder }) {
      checkPictures('blurredBaseline', encoder);
    },
    of(inputs, _latent, _score, encoder) {
      const inputShape = inputs.shape.slice(1);
      const isFirst = checkPictures('blurredBaseline', { ...encoder, inputShape }) === 'channelsFirst';
      const [height = 0, width = 0] = isFirst ? inputShape.slice(1) : inputShape;
      return tidy(() => {
        // Each axis is moved last to be blurred by a matrix product; the matrix also mirrors the edges.
        const columns = transpose(inputs, isFirst ? [0, 3, 1, 2] : [0, 2, 3, 1]);
        const vertical = blurLastAxis(columns, blurMatrix(height, sigma));
        const both = blurLastAxis(transpose(vertical, [0, 3, 2, 1]), blurMatrix(width, sigma));
        return transpose(both, isFirst ? [0, 2, 1, 3] : [0, 1, 3, 2]);
      });
    },
  };
}

function blurLastAxis(inputs: Tensor, matrix: Tensor2D): Tensor {
  const lines = reshape(inputs, [-1, matrix.shape[0]]) as Tensor2D;
  return reshape(matMul(lines, matrix), inputs.shape);
}

/** The weight of each pixel (row) of an axis in each blurred pixel (column). */
function blurMatrix(length: number, sigma: number): Tensor2D {
  const weights = gaussianKernel(sigma);
  const radius = (weights.length - 1) / 2;
  const matrix = new Float64Array(length * length);
  for (let to = 0; to < length; to++) {
    weights.forEach((weight, k) => {
      const from = mirroredIndex(to + k - radius, length);
      const sum = matrix[from * length + to] ?? 0;
      matrix[from * length + to] = sum + weight;
    });
  }
  return tensor2d(Float32Array.from(matrix), [length, length]);
}
