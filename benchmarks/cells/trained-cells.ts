import { type ConceptVector, type Encoder, encode, layersEncoder, meanDifference } from '@csm/core';
import {
  type CellGroup,
  cellMatrix,
  cellsOf,
  geneTotals,
  type SpatialCounts,
  selectSamples,
  shuffled,
} from '@csm/datasets';
import { geneVae, recomputeBatchNorm, trainVae, type Vae } from '@csm/models';
import type { NdArray } from 'ndarray';
import { training } from './simulation-settings.js';

/** A VAE of the genes of some cells, and the latents of these cells. */
export interface TrainedCells {
  readonly vae: Vae;
  /** Takes counts. */
  readonly encoder: Encoder;
  /** Takes ln(1 + count). */
  readonly logEncoder: Encoder;
  /** `[cells, genes]`: the counts. */
  readonly inputs: NdArray<Float32Array>;
  /** `[cells, latentSize]`. */
  readonly latents: NdArray<Float32Array>;
  readonly seconds: number;
  /** The epochs until training stopped. */
  readonly epochs: number;
}

/** Trains a VAE as `training` says, and encodes all cells. */
export async function trainCells(
  counts: SpatialCounts,
  {
    seed,
    epochs: most = training.epochs,
    onEpoch = (_: number) => {},
  }: { seed: number; epochs?: number; onEpoch?: (epoch: number) => void },
): Promise<TrainedCells> {
  const cells = cellsOf(counts);
  const order = shuffled([...counts.spots.names.keys()], seed);
  const held = Math.round(training.validationShare * order.length);
  const validation = await cellMatrix(cells, { rows: order.slice(0, held) });
  const trainedOn = await cellMatrix(cells, { rows: order.slice(held) });
  const genes = counts.genes.length;
  const geneMeans = geneTotals(counts).map((total) => total / order.length);
  const vae = geneVae({ genes, geneMeans, seed });
  const start = performance.now();
  const { learningRate, batchSize } = training;
  // Held-out cells are encoded with BatchNorm's moving averages, which lag by about 100 steps.
  const patience = Math.max(training.patience, Math.ceil((150 * batchSize) / (order.length - held)));
  const { length: epochs } = await trainVae(vae, trainedOn, {
    ...{ epochs: most, learningRate, batchSize, patience, validation, seed },
    onProgress: ({ epoch }) => onEpoch(epoch),
    onWarning: (message) => console.warn(message),
  });
  await recomputeBatchNorm(vae, trainedOn);
  const seconds = (performance.now() - start) / 1000;
  const encoder = layersEncoder(vae.encoder);
  const logEncoder = layersEncoder(vae.encoder, { input: 'log1p' });
  const inputs = await cellMatrix(cells);
  return { vae, encoder, logEncoder, inputs, latents: await encode(encoder, inputs), seconds, epochs };
}

/** The concept of a group: mean latent of the cells with it minus mean latent of those without. */
export function conceptOf({ latents }: TrainedCells, group: CellGroup): ConceptVector {
  const of = (cells: Uint32Array) => selectSamples(latents, [...cells]);
  return meanDifference(group.name, of(group.positives), of(group.negatives));
}
