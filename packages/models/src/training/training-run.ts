import { eventLoopYielder, size } from '@csm/base';
import { type AdamOptimizer, train, type Variable } from '@tensorflow/tfjs-core';
import type { NamedTensor, TrainingPosition } from './checkpoint/training-checkpoint.js';
import type { TrainedVae } from './checkpoint/training-tensors.js';
import type { HostBatch } from './data/image-batches.js';
import type { EpochResult } from './loss/epoch-result.js';
import { emptyPictureSum, type PictureSum } from './loss/mean-picture.js';
import { plannedSteps, type TrainingPlan } from './training-plan.js';

/** A training run in progress: its plan, the optimizer, and everything that changes from step to step. */
export interface TrainingRun extends TrainedVae {
  readonly plan: TrainingPlan;
  readonly yieldIfDue: () => Promise<void>;
  position: TrainingPosition;
  /** With early stopping, the weights after the epoch with the lowest validation loss so far. */
  bestWeights: readonly NamedTensor[] | undefined;
  /** Steps per epoch, as soon as they are known. */
  steps: number | undefined;
  /** The work of this call, without the epochs and steps before a checkpoint; the rate is computed from it. */
  readonly pace: { steps: number; samples: number; seconds: number };
  /** The images of the current epoch, summed. */
  pictures: PictureSum;
  /** The last batches of the current epoch, on which the loss in use is measured. */
  lastBatches: readonly HostBatch[];
  /** False during a step, while weights and position are not consistent with each other. */
  isConsistent: boolean;
  /** Whether weights and position differ from those in the last checkpoint. */
  isUnsaved: boolean;
  lastSave: number;
  lastReport: number;
}

/** Makes the optimizer, which the caller disposes, and sets the position to the start of the first epoch. */
export function startRun(plan: TrainingPlan): TrainingRun {
  const { encoder, decoder } = plan.vae;
  const weights = [...encoder.trainableWeights, ...decoder.trainableWeights];
  return {
    plan,
    vae: plan.vae,
    optimizer: train.adam(plan.settings.learningRate) as AdamOptimizer,
    variables: weights.map((weight) => weight.read() as Variable),
    yieldIfDue: eventLoopYielder(),
    position: startOfEpoch(1, [], 0),
    bestWeights: undefined,
    steps: plannedSteps(plan),
    pace: { steps: 0, samples: 0, seconds: 0 },
    pictures: emptyPictureSum(size(plan.vae.inputShape)),
    lastBatches: [],
    isConsistent: true,
    isUnsaved: false,
    lastSave: performance.now(),
    lastReport: Number.NEGATIVE_INFINITY,
  };
}

/** The position before the first step of an epoch. */
export function startOfEpoch(
  epoch: number,
  history: readonly EpochResult[],
  updates: number,
): TrainingPosition {
  return { epoch, step: 0, samples: 0, reconstruction: 0, kl: 0, seconds: 0, history, updates };
}
