import type { NdArray } from 'ndarray';

/**
 * Features of an input that are kept or replaced together, such as patches, superpixels or gene sets: labels, whole numbers of at
 * least 0. The numbers of an input that have the same label are one feature; labels need not be consecutive.
 *
 * Shape: that of one input, `[...inputShape]`, if all inputs have the same features, or `[n, ...inputShape]` with the features of
 * each input. An axis of length 1 stands for any length, so `[height, width, 1]` covers all channels of a picture; `[height,
 * width]` is the same. `gridFeatures`, `superpixels`, `featureSets` and `neighbourhoodFeatures` make such labels.
 */
export type Features = NdArray;
