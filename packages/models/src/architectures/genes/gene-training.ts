/**
 * Options for training {@link geneVae}: up to 400 epochs, batches of 128 cells, Adam at 1e-3, as scVI trains. With a few hundred or thousand
 * cells, also pass validation cells with `patience`, highly variable genes, and `geneMeans` to `geneVae`: a VAE of 200 cells and 16,727 genes
 * was best on held-out cells after 27 epochs, and overfits afterwards.
 *
 * @category Train
 */
export const geneTraining = { epochs: 400, batchSize: 128, learningRate: 1e-3 } as const;
