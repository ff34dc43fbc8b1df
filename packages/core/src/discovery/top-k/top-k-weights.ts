/** A TopK sparse autoencoder of latents as numbers: a = TopK(ReLU(W z + b)), ẑ = offset + Σⱼ aⱼ dⱼ. */
export interface TopKWeights {
  /** W transposed, `[latentSize, count]`, row-major. */
  readonly encoder: Float32Array;
  /** b, one per code. */
  readonly shift: Float32Array;
  /** d, `[count, latentSize]`, row-major; each of length 1. */
  readonly directions: Float32Array;
  readonly offset: Float32Array;
  readonly latentSize: number;
  readonly count: number;
  /** The number of codes that are not 0. */
  readonly active: number;
}
