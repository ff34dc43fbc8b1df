/** All numbers of the tables and their models. */
export const tables = {
  /** Rows of each part. */
  count: { training: 2000, 'held out': 400, shown: 120, donors: 100 },
  /** Rows with a concept, and without it, for which maps are made. */
  shown: 16,
  training: { epochs: 12, batchSize: 32, learningRate: 2e-3, beta: 0.01 },
  /** Models of another version are trained again. Change it if the rows or the architecture change. */
  version: { tables: 1 },
} as const;

/** The sizes of the latents for which VAEs are trained. */
export const tableLatentSizes = [2, 8, 32, 128, 512] as const;
