import { invalidArgument } from '@csm/base';
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
import { namedWeights, readTensor, readWeights, writeWeights } from './named-weights.js';
import type { NamedTensor, TrainingCheckpoint } from './training-checkpoint.js';

/** A VAE with the optimizer that trains it. */
export interface TrainedVae {
  readonly vae: Vae;
  readonly optimizer: AdamOptimizer;
  /** The weights that are trained, in the optimizer's order. */
  readonly variables: readonly Variable[];
}

const WEIGHTS = 'weights/';
const BEST = 'best/';
const FIRST_MOMENT = 'adam/m/';
const SECOND_MOMENT = 'adam/v/';
const BETA_1_POWER = 'adam/beta1_power';
const BETA_2_POWER = 'adam/beta2_power';

/** Reads the tensors of a checkpoint: the weights, the state of Adam and, if given, the best weights so far. */
export async function readTrainingTensors(
  trained: TrainedVae,
  best: readonly NamedTensor[] | undefined,
): Promise<NamedTensor[]> {
  return [
    ...withPrefix(WEIGHTS, await readWeights(trained.vae)),
    ...(await readMoments(trained)),
    ...(await readBetaPowers(trained.optimizer)),
    ...withPrefix(BEST, best ?? []),
  ];
}

/**
 * Sets the VAE and the optimizer to the tensors of a checkpoint.
 * @returns the best weights in the checkpoint, if it has any.
 * @throws if a tensor is missing or has another shape; in this case nothing is changed.
 */
export async function writeTrainingTensors(
  caller: string,
  trained: TrainedVae,
  { tensors, position: { updates }, source = 'the checkpoint' }: TrainingCheckpoint,
): Promise<NamedTensor[] | undefined> {
  const { vae, optimizer } = trained;
  const stored = new Map(tensors.map((each) => [each.name, each]));
  const take = (name: string, shape: readonly number[]) =>
    takeTensor(caller, { source, stored }, name, shape);
  const shapes = namedWeights(vae).map(({ name, weight }) => ({ name, shape: weight.shape as number[] }));
  const takeAll = (prefix: string, names: ReadonlySet<string>) =>
    shapes.filter(({ name }) => names.has(name)).map(({ name, shape }) => take(prefix + name, shape));

  const everyName = new Set(shapes.map(({ name }) => name));
  const trainedNames = new Set(namesOfVariables(trained));
  const weights = takeAll(WEIGHTS, everyName);
  const moments =
    updates > 0 ? [...takeAll(FIRST_MOMENT, trainedNames), ...takeAll(SECOND_MOMENT, trainedNames)] : [];
  const powers = [take(BETA_1_POWER, []), take(BETA_2_POWER, [])];
  const hasBest = tensors.some(({ name }) => name.startsWith(BEST));
  const best = hasBest ? takeAll(BEST, everyName) : undefined;

  writeWeights(vae, weights);
  await writeMoments(optimizer, updates, moments);
  writeBetaPowers(optimizer, powers);
  return best?.map((weight) => ({ ...weight, name: weight.name.slice(BEST.length) }));
}

/** Adam's first and second moments; empty before its first update. */
async function readMoments(trained: TrainedVae): Promise<NamedTensor[]> {
  // The list starts with the number of updates, in a tensor made for the call, followed by all first and then all
  // second moments.
  const [updates, ...moments] = await trained.optimizer.getWeights();
  updates?.tensor.dispose();
  const variables = namesOfVariables(trained);
  const names = [FIRST_MOMENT, SECOND_MOMENT].flatMap((prefix) => variables.map((name) => prefix + name));
  return Promise.all(
    names.flatMap((name, i) => {
      const moment = moments[i];
      return moment ? [readTensor(name, moment.tensor)] : [];
    }),
  );
}

async function writeMoments(
  optimizer: AdamOptimizer,
  updates: number,
  moments: readonly NamedTensor[],
): Promise<void> {
  const entries: { name: string; tensor: Tensor }[] = [{ name: 'iter', tensor: scalar(updates, 'int32') }];
  try {
    for (const { name, values, shape } of moments) {
      entries.push({ name, tensor: tensor(values, [...shape]) });
    }
    await optimizer.setWeights(entries);
  } finally {
    dispose(entries.map((entry) => entry.tensor));
  }
}

/**
 * The powers of β₁ and β₂ are private in tfjs' Adam, and its `setWeights` recomputes them with different rounding.
 */
interface BetaPowers {
  readonly accBeta1: Variable;
  readonly accBeta2: Variable;
}

function betaPowersOf(optimizer: AdamOptimizer): BetaPowers {
  return optimizer as unknown as BetaPowers;
}

function readBetaPowers(optimizer: AdamOptimizer): Promise<NamedTensor[]> {
  const { accBeta1, accBeta2 } = betaPowersOf(optimizer);
  return Promise.all([readTensor(BETA_1_POWER, accBeta1), readTensor(BETA_2_POWER, accBeta2)]);
}

function writeBetaPowers(optimizer: AdamOptimizer, powers: readonly NamedTensor[]): void {
  const { accBeta1, accBeta2 } = betaPowersOf(optimizer);
  const [power1, power2] = powers.map(({ values }) => values);
  tidy(() => {
    if (power1) accBeta1.assign(tensor(power1, []));
    if (power2) accBeta2.assign(tensor(power2, []));
  });
}

/** The names of the trained weights, in the optimizer's order. */
function namesOfVariables({ vae, variables }: TrainedVae): string[] {
  const names = new Map(namedWeights(vae).map(({ name, weight }) => [variableName(weight.read()), name]));
  return variables.map((variable) => names.get(variable.name) ?? variable.name);
}

function variableName(variable: Tensor): string {
  return (variable as Variable).name;
}

function withPrefix(prefix: string, tensors: readonly NamedTensor[]): NamedTensor[] {
  return tensors.map((each) => ({ ...each, name: prefix + each.name }));
}

function takeTensor(
  caller: string,
  { source, stored }: { readonly source: string; readonly stored: ReadonlyMap<string, NamedTensor> },
  name: string,
  shape: readonly number[],
): NamedTensor {
  const found = stored.get(name);
  if (found && String(found.shape) === String(shape)) return found;
  const got = found ? `has it with shape [${found.shape.join(', ')}]` : 'does not have it';
  throw invalidArgument(
    `${caller}: expected a checkpoint of the same model, with "${name}" of shape [${shape.join(', ')}]; ${source} ` +
      `${got}; build the VAE as before, or keep checkpoints in another folder to start again.`,
  );
}
