import { join } from 'node:path';
import { shuffled } from '@csm/datasets';
import { type EpochResult, recomputeBatchNorm, trainVae, type Vae } from '@csm/models';
import { fileCheckpoint, terminalProgress } from '@csm/models/node';
import { epochOrder } from '@csm/models/training';
import type { CommandRun } from '../terminal/command-run.js';
import { isOfBatchNorm } from './batch-norm-warning.js';
import type { SampleSplit } from './split-samples.js';
import type { VectorSamples } from './vector-samples.js';

/** How a VAE of vectors is trained. */
export interface GeneVaeTraining {
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly klWeight?: number | undefined;
  /** Epochs without a lower validation loss; undefined trains all epochs. */
  readonly patience?: number | undefined;
  readonly seed: number;
}

/** At most this many samples decide the statistics of BatchNorm after the training. */
const STATISTICS = 2000;

/** Trains a VAE of vectors, or continues from the checkpoint in the folder, and recomputes the statistics of BatchNorm. */
export async function trainGeneVae(
  vae: Vae,
  samples: Pick<VectorSamples, 'batch' | 'batches' | 'read'>,
  { training, validation }: SampleSplit,
  { epochs, batchSize, learningRate, klWeight, patience, seed }: GeneVaeTraining,
  folder: string,
  { signal, warn, stderr }: CommandRun,
): Promise<readonly EpochResult[]> {
  const history = await trainVae(
    vae,
    (epoch) => samples.batches(epochOrder(training, { seed, epoch }), batchSize),
    {
      ...{ epochs, learningRate, klWeight, seed, signal },
      ...(validation.length > 0 && { validation: () => samples.batches(validation, batchSize), patience }),
      stepsPerEpoch: Math.ceil(training.length / batchSize),
      checkpoints: fileCheckpoint(join(folder, 'checkpoint')),
      onWarning: (text) => isOfBatchNorm(text) || warn(text),
      onProgress: terminalProgress(stderr && { stream: stderr }),
    },
  );
  const some = shuffled(training, seed).slice(0, STATISTICS);
  const { batch } = samples;
  await recomputeBatchNorm(vae, await samples.read(some), {
    ...{ seed, signal, onWarning: warn },
    batch: batch && some.map((row) => batch.numbers[row] ?? 0),
  });
  return history;
}
