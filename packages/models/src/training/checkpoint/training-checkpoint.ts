import {
  type AdamOptimizer,
  dispose,
  scalar,
  type Tensor,
  tensor,
  tidy,
  type Variable,
} from '@tensorflow/tfjs-core';
import type { Vae } from '../../architectures/vae.js';
import type { Sampling } from '../loss/vae-losses.js';
import type { EpochResult } from '../train-vae.js';

/** Numbers with a name and a shape. */
export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** What a training must share with the one it goes on from. */
export interface TrainingSettings {
  /** Name of the VAE. */
  readonly vae: string;
  /** Number of images; null for a stream. */
  readonly images: number | null;
  /** Null for a stream, which has its own batches. */
  readonly batchSize: number | null;
  readonly stepsPerEpoch: number | null;
  readonly learningRate: number;
  readonly klWeight: number;
  readonly sampling: Sampling;
  readonly seed: number;
}

/**
 * Where a training stands. The order of images and the noise follow from seed, epoch and step, so that no state of a
 * generator is kept.
 */
export interface TrainingPosition {
  /** The running epoch, from 1. */
  readonly epoch: number;
  /** Steps done in it. */
  readonly step: number;
  /** Images seen in it, and the sums of their losses. */
  readonly samples: number;
  readonly reconstruction: number;
  readonly kl: number;
  /** Seconds it took so far. */
  readonly seconds: number;
  /** The epochs before. */
  readonly history: readonly EpochResult[];
  /** Updates that Adam has made. */
  readonly updates: number;
}

/**
 * All that {@link trainVae} needs to go on as if it had never stopped, as plain data: the weights (BatchNorm's moving
 * averages among them), Adam's moments, the position, and, where training may stop early, the best weights so far.
 */
export interface TrainingCheckpoint {
  readonly settings: TrainingSettings;
  readonly position: TrainingPosition;
  /** `weights/…`, `adam/m/…`, `adam/v/…`, `adam/beta1_power`, `adam/beta2_power`, `best/…`. */
  readonly tensors: readonly NamedTensor[];
}

/** Where checkpoints are kept: `fileCheckpoint(folder)` of `@csm/models/node`, or two functions of your own. */
export interface CheckpointStore {
  /** The last checkpoint saved; undefined where there is none. */
  load(): Promise<TrainingCheckpoint | undefined>;
  /** Keeps the checkpoint in place of the one before: all of it or, if cut off, the one before. */
  save(checkpoint: TrainingCheckpoint): Promise<void>;
}

/** What is trained. */
export interface Training {
  readonly vae: Vae;
  readonly optimizer: AdamOptimizer;
  readonly variables: readonly Variable[];
}

/** tfjs keeps Adam's powers of β₁ and β₂ to itself, and its `setWeights` recomputes them with another rounding. */
interface BetaPowers {
  readonly accBeta1: Variable;
  readonly accBeta2: Variable;
}

const WEIGHTS = 'weights/';
const BEST = 'best/';
const FIRST_MOMENT = 'adam/m/';
const SECOND_MOMENT = 'adam/v/';
const BETA_POWERS = ['adam/beta1_power', 'adam/beta2_power'] as const;

/** All weights of both models, in order, under a name each. */
function namedWeights({ encoder, decoder }: Vae) {
  return [encoder, decoder].flatMap((model, i) =>
    model.weights.map((weight) => ({
      name: `${i === 0 ? 'encoder' : 'decoder'}/${weight.originalName}`,
      weight,
    })),
  );
}

/** A copy of all weights on the host. */
export async function readWeights(vae: Vae): Promise<NamedTensor[]> {
  return Promise.all(namedWeights(vae).map(({ name, weight }) => readTensor(name, weight.read())));
}

/** Gives the VAE weights that {@link readWeights} read. */
export function writeWeights(vae: Vae, weights: readonly NamedTensor[]): void {
  namedWeights(vae).forEach(({ weight }, i) => {
    const { values, shape } = weights[i]!;
    tidy(() => {
      weight.write(tensor(values, [...shape]));
    });
  });
}

/** The tensors of a checkpoint. */
export async function readTraining(
  { vae, optimizer, variables }: Training,
  best: readonly NamedTensor[] | undefined,
): Promise<NamedTensor[]> {
  const names = new Map(
    namedWeights(vae).map(({ name, weight }) => [(weight.read() as Variable).name, name]),
  );
  // The count of updates comes first, in a tensor made for the call; then all first and all second moments.
  const [updates, ...moments] = await optimizer.getWeights();
  updates?.tensor.dispose();
  const half = moments.length / 2;
  const { accBeta1, accBeta2 } = optimizer as unknown as BetaPowers;
  const weights = await readWeights(vae);
  return Promise.all([
    ...weights.map((weight) => ({ ...weight, name: WEIGHTS + weight.name })),
    ...moments.map(({ tensor }, i) => {
      const name = names.get(variables[i % half]!.name)!;
      return readTensor((i < half ? FIRST_MOMENT : SECOND_MOMENT) + name, tensor);
    }),
    readTensor(BETA_POWERS[0], accBeta1),
    readTensor(BETA_POWERS[1], accBeta2),
    ...(best ?? []).map((weight) => ({ ...weight, name: BEST + weight.name })),
  ]);
}

/**
 * Takes up a checkpoint.
 *
 * @returns the best weights that it holds.
 * @throws Error, before anything changes, if it belongs to other settings or another model.
 */
export async function writeTraining(
  caller: string,
  { vae, optimizer, variables }: Training,
  settings: TrainingSettings,
  checkpoint: TrainingCheckpoint,
): Promise<NamedTensor[] | undefined> {
  checkSettings(caller, settings, checkpoint.settings);
  const weights = namedWeights(vae).map(({ name, weight }) => ({ name, shape: weight.shape as number[] }));
  const trained = new Set(variables.map((variable) => variable.name));
  const moved = namedWeights(vae).flatMap(({ name, weight }) =>
    trained.has((weight.read() as Variable).name) ? [{ name, shape: weight.shape as number[] }] : [],
  );
  const take = (prefix: string, wanted: readonly { name: string; shape: readonly number[] }[]) =>
    takeTensors(caller, checkpoint.tensors, prefix, wanted);
  const found = take(WEIGHTS, weights);
  const { updates } = checkpoint.position;
  const moments = updates > 0 ? [...take(FIRST_MOMENT, moved), ...take(SECOND_MOMENT, moved)] : [];
  const powers = take(
    '',
    BETA_POWERS.map((name) => ({ name, shape: [] })),
  );
  const hasBest = checkpoint.tensors.some(({ name }) => name.startsWith(BEST));
  const best = hasBest ? take(BEST, weights) : undefined;

  writeWeights(vae, found);
  const held: Tensor[] = [];
  try {
    const entries = [
      { name: 'iter', tensor: scalar(updates, 'int32') as Tensor },
      ...moments.map(({ name, values, shape }) => ({ name, tensor: tensor(values, [...shape]) })),
    ];
    held.push(...entries.map((entry) => entry.tensor));
    await optimizer.setWeights(entries);
  } finally {
    dispose(held);
  }
  const { accBeta1, accBeta2 } = optimizer as unknown as BetaPowers;
  tidy(() => {
    accBeta1.assign(scalar(powers[0]!.values[0]!));
    accBeta2.assign(scalar(powers[1]!.values[0]!));
  });
  return best?.map((weight) => ({ ...weight, name: weight.name.slice(BEST.length) }));
}

async function readTensor(name: string, of: Tensor): Promise<NamedTensor> {
  return { name, shape: of.shape, values: (await of.data()) as Float32Array };
}

function takeTensors(
  caller: string,
  tensors: readonly NamedTensor[],
  prefix: string,
  wanted: readonly { readonly name: string; readonly shape: readonly number[] }[],
): NamedTensor[] {
  const byName = new Map(tensors.map((one) => [one.name, one]));
  return wanted.map(({ name, shape }) => {
    const found = byName.get(prefix + name);
    if (found && String(found.shape) === String(shape)) return found;
    const got = found ? `has shape [${found.shape.join(', ')}] in it` : 'is not in it';
    throw new Error(
      `${caller}: the checkpoint is of another model: ${prefix}${name} [${shape.join(', ')}] ${got}. Build the VAE ` +
        'as it was, or keep checkpoints in another folder to begin anew.',
    );
  });
}

function checkSettings(caller: string, now: TrainingSettings, then: TrainingSettings): void {
  const differing = (Object.keys(now) as (keyof TrainingSettings)[]).filter((key) => now[key] !== then[key]);
  if (differing.length === 0) return;
  const list = differing.map((key) => `${key} ${then[key]} (now ${now[key]})`).join(', ');
  throw new Error(
    `${caller}: the checkpoint was made with ${list}. Give the settings it was made with, or keep checkpoints in ` +
      'another folder to begin anew.',
  );
}
