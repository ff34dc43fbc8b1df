import type { NdArray } from 'ndarray';

/** The variational autoencoder of a tissue's spots: small enough to be trained in a page. */
export const tissueModel = { hidden: [64], latentSize: 8 } as const;

/** Enough for a few hundred spots. */
export const tissueTraining = { epochs: 150, batchSize: 64, learningRate: 2e-3 } as const;

/** The mean of each gene over the spots, from which the decoder starts. */
export function geneMeans(inputs: NdArray<Float32Array>): Float64Array {
  const [spots = 0, genes = 0] = inputs.shape;
  const means = new Float64Array(genes);
  for (let spot = 0; spot < spots; spot++)
    for (let gene = 0; gene < genes; gene++) means[gene]! += inputs.get(spot, gene) / spots;
  return means;
}
