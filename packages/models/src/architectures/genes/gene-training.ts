/**
 * Options for training {@link geneVae}: 400 epochs, batches of 128 cells, Adam at 1e-3, as scVI trains.
 *
 * @category Train
 */
export const geneTraining = { epochs: 400, batchSize: 128, learningRate: 1e-3 } as const;
