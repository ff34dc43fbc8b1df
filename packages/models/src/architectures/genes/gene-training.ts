/**
 * Options for training {@link geneVae}: up to 400 epochs, batches of 128 cells, Adam at 1e-3, as scVI trains. With a few hundred or thousand
 * cells, also pass validation cells with `patience`, highly variable genes, and `geneMeans` to `geneVae`: such a training otherwise learns
 * its cells by heart. The patience should cover at least 150 steps, because the validation loss is computed with BatchNorm's moving averages,
 * which lag by about 100: for 200 cells, which are 2 steps per epoch, that is a patience of 75 epochs. Call `recomputeBatchNorm` afterwards.
 *
 * @category Train
 */
export const geneTraining = { epochs: 400, batchSize: 128, learningRate: 1e-3 } as const;
