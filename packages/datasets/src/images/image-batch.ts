import type { NdArray } from 'ndarray';

/** An image that was left out. */
export interface SkippedImage {
  readonly id: string;
  /** The reason, which is the message of the error. */
  readonly reason: string;
}

/** A batch of images in memory. */
export interface ImageBatch {
  readonly ids: readonly string[];
  /** [ids.length, height, width, channels], in [0, 1]. The caller owns the array. */
  readonly images: NdArray<Float32Array>;
}
