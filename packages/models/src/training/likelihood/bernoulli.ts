import { add, clipByValue, log, mean, mul, neg, type Scalar, sub, type Tensor } from '@tensorflow/tfjs-core';
import type { LikelihoodKind } from './likelihood-kind.js';

/** The epsilon of Keras: reconstructions are clipped to [ε, 1 − ε], which keeps the logarithms finite. */
const EPSILON = 1e-7;

/**
 * Mean binary cross-entropy over all pixels of all images, in nats: −mean(x ln p + (1 − x) ln(1 − p)), where p is the
 * decoder's sigmoid output, clipped to [1e-7, 1 − 1e-7] as in Keras.
 */
export function binaryCrossEntropy(images: Tensor, reconstructions: Tensor): Scalar {
  const p = clipByValue(reconstructions, EPSILON, 1 - EPSILON);
  const logLikelihood = add(mul(images, log(p)), mul(sub(1, images), log(sub(1, p))));
  return neg(mean<Scalar>(logLikelihood));
}

export const bernoulli: LikelihoodKind = {
  negativeLogLikelihood: (images, { answer }) => binaryCrossEntropy(images, answer),
  // The condition is written such that NaN also fails.
  isValid: (value) => value >= 0 && value <= 1,
  values: 'numbers from 0 to 1',
  advice: 'scale the images (divide bytes by 255), and leave out images with missing values',
};
