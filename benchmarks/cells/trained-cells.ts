import { type ConceptVector, type Encoder, encode, layersEncoder, meanDifference } from '@csm/core';
import { type CellGroup, cellMatrix, cellsOf, type SpatialCounts, selectSamples } from '@csm/datasets';
import { geneTraining, geneVae, trainVae, type Vae } from '@csm/models';
import type { NdArray } from 'ndarray';

/** A VAE of the genes of some cells, and what it makes of them. */
export interface TrainedCells {
  readonly vae: Vae;
  readonly encoder: Encoder;
  /** `[cells, genes]`: the counts. */
  readonly inputs: NdArray<Float32Array>;
  /** `[cells, latentSize]`. */
  readonly latents: NdArray<Float32Array>;
  readonly seconds: number;
}

/** Trains a VAE with the defaults of `geneVae` and `geneTraining`, and encodes all cells. */
export async function trainCells(
  counts: SpatialCounts,
  {
    seed,
    epochs = geneTraining.epochs,
    onEpoch = (_: number) => {},
  }: { seed: number; epochs?: number; onEpoch?: (epoch: number) => void },
): Promise<TrainedCells> {
  const inputs = await cellMatrix(cellsOf(counts));
  const vae = geneVae({ genes: counts.genes.length, seed });
  const start = performance.now();
  await trainVae(vae, inputs, {
    ...geneTraining,
    epochs,
    seed,
    onProgress: ({ epoch }) => onEpoch(epoch),
    onWarning: (message) => console.warn(message),
  });
  const seconds = (performance.now() - start) / 1000;
  const encoder = layersEncoder(vae.encoder);
  return { vae, encoder, inputs, latents: await encode(encoder, inputs), seconds };
}

/** The concept of a group: mean latent of the cells with it minus mean latent of those without. */
export function conceptOf({ latents }: TrainedCells, group: CellGroup): ConceptVector {
  const of = (cells: Uint32Array) => selectSamples(latents, [...cells]);
  return meanDifference(group.name, of(group.positives), of(group.negatives));
}
