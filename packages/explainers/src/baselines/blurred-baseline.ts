import { checkOptions, type Target } from '@csm/core';
import { matMul, reshape, type Tensor, type Tensor2D, tensor2d, transpose } from '@tensorflow/tfjs-core';
import type { InputBaseline } from './baseline.js';

/** Options of {@link blurredBaseline}. */
export interface BlurredBaselineOptions {
  /** Standard deviation of the Gaussian, in pixels. */
  sigma: number;
}

/**
 * The blurred input as a baseline of pictures `[height, width, channels]`: b = G ∗ x, G a Gaussian that is cut off at four
 * standard deviations and normalised; pixels beyond the edge mirror those within (… 1 0 | 0 1 …), as scipy's
 * `gaussian_filter` does.
 *
 * Why: x − b is then what is finer than σ, so that credit goes to detail whatever its brightness: a constant baseline gives
 * none to what has its colour. What is broader than σ, such as the tone of a whole face, gets none.
 *
 * It does not depend on the concept: concepts share their passes, and maps stay linear in the concept. A blurred picture is not one
 * that the encoder has seen, and its score need not be that of "absent".
 *
 * Source: Fong & Vedaldi 2017 (arXiv 1704.03296) for blur as absence; Sturmfels, Lundberg & Lee 2020
 * (doi 10.23915/distill.00022) for it as a baseline.
 *
 * @throws if sigma is not a positive number; when used, if the inputs are not pictures.
 */
export function blurredBaseline(options: BlurredBaselineOptions): InputBaseline {
  checkOptions<BlurredBaselineOptions>('blurredBaseline', options, { sigma: true });
  const { sigma } = options;
  if (!(sigma > 0 && Number.isFinite(sigma))) {
    throw new Error(`blurredBaseline: sigma must be a positive number of pixels; got ${sigma}.`);
  }
  return {
    perConcept: false,
    check: (_, { encoder }: Target) => checkPictures(encoder.inputShape),
    of(inputs) {
      checkPictures(inputs.shape.slice(1));
      const [, height = 0, width = 0] = inputs.shape;
      // An axis is last while it is blurred: a product of matrices, with the borders in the matrix.
      const down = alongLast(transpose(inputs, [0, 2, 3, 1]), blurMatrix(height, sigma));
      const across = alongLast(transpose(down, [0, 3, 2, 1]), blurMatrix(width, sigma));
      return transpose(across, [0, 1, 3, 2]);
    },
  };
}

function alongLast(inputs: Tensor, matrix: Tensor2D): Tensor {
  const rows = reshape(inputs, [-1, matrix.shape[0]]) as Tensor2D;
  return reshape(matMul(rows, matrix), inputs.shape);
}

/** What each place (column) takes of each place (row) of an axis. */
function blurMatrix(length: number, sigma: number): Tensor2D {
  const radius = Math.floor(4 * sigma + 0.5);
  const offsets = Array.from({ length: 2 * radius + 1 }, (_, i) => i - radius);
  const weights = offsets.map((offset) => Math.exp(-(offset ** 2) / (2 * sigma ** 2)));
  const total = weights.reduce((a, b) => a + b, 0);
  const matrix = new Float64Array(length * length);
  for (let to = 0; to < length; to++) {
    offsets.forEach((offset, k) => {
      matrix[mirrored(to + offset, length) * length + to]! += weights[k]! / total;
    });
  }
  return tensor2d(Float32Array.from(matrix), [length, length]);
}

/** A place beyond the edge, mirrored: −1 is 0, −2 is 1. */
function mirrored(place: number, length: number): number {
  const folded = ((place % (2 * length)) + 2 * length) % (2 * length);
  return folded < length ? folded : 2 * length - 1 - folded;
}

function checkPictures(inputShape: readonly number[]): void {
  if (inputShape.length === 3) return;
  throw new Error(
    `blurredBaseline: only pictures [height, width, channels] can be blurred; the inputs have shape [${inputShape}].`,
  );
}
