import { size } from '@csm/base';
import type { PathPoint } from '@csm/core/extend';
import {
  add,
  addN,
  broadcastTo,
  concat,
  fill,
  mul,
  split,
  stack,
  sub,
  type Tensor,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { recordSums, rowOf } from '../write/loop.js';
import type { Value } from '../write/value.js';
import type { BaselineNumbers } from './baseline-numbers.js';
import { type Explained, recordLatent, recordScorePasses, recordScores } from './score-passes.js';

/** Latents of the inputs, and a map for each score. */
interface Attributed {
  readonly latent: Tensor2D;
  readonly maps: readonly Tensor[];
}

/**
 * Records the scores of a batch, `[batch, scores]`, and their maps, `[batch, scores, ...inputShape]`.
 */
export function recordExplanation(
  explained: Explained,
  input: Value,
  baselines: readonly BaselineNumbers[],
): { scores: Value; maps: Value } {
  const { emitter, recording, plan } = explained;
  const x = recording.tensorFor(input);
  const { latent, maps } =
    plan.points !== undefined
      ? alongPaths(explained, x, plan.points, baselines)
      : plan.paired
        ? pairedWithBaselines(explained, x, baselines)
        : atInput(explained, x, baselines);
  const scores = recordScores(explained, latent);
  const joined = [stack(scores, 1), stack([...maps], 1)].map((tensor) =>
    emitter.ordered(recording.valueFor(tensor)),
  );
  return { scores: joined[0] as Value, maps: joined[1] as Value };
}

/** One backward pass per score, at the input. */
function atInput(explained: Explained, x: Tensor, baselines: readonly BaselineNumbers[]): Attributed {
  const { latent, gradients } = recordScorePasses(explained, x);
  if (explained.plan.times !== 'difference') {
    return { latent, maps: gradients.map((gradient) => multiplied(explained, gradient, x, x)) };
  }
  const each = baselines.map((baseline) => {
    const start = constantTensor(explained, baseline, x.shape);
    return gradients.map((gradient) => multiplied(explained, gradient, x, start));
  });
  return { latent, maps: meanOf(each) };
}

/** Inputs and baselines in one batch; the maps are the half of the gradient that belongs to the inputs. */
function pairedWithBaselines(
  explained: Explained,
  x: Tensor,
  baselines: readonly BaselineNumbers[],
): Attributed {
  const each = baselines.map((baseline) => {
    const start =
      typeof baseline === 'number'
        ? fill(x.shape, baseline)
        : broadcastTo(constantTensor(explained, baseline, x.shape), x.shape);
    const { latent, gradients } = recordScorePasses(explained, concat([x, start]));
    const maps = gradients.map((gradient) => multiplied(explained, firstHalf(gradient), x, start));
    return { latent: firstHalf(latent) as Tensor2D, maps };
  });
  return { latent: each[0]?.latent as Tensor2D, maps: meanOf(each.map(({ maps }) => maps)) };
}

/** Integrals along the paths from the baselines to the input, in one loop over all their points. */
function alongPaths(
  explained: Explained,
  x: Tensor,
  points: readonly PathPoint[],
  baselines: readonly BaselineNumbers[],
): Attributed {
  const { emitter, recording, plan } = explained;
  const rounds = baselines.flatMap((_, baseline) => points.map((point) => ({ ...point, baseline })));
  const [first = 0, ...others] = baselines;
  const only = others.length === 0 ? constantTensor(explained, first, x.shape) : undefined;
  const sums = recordSums(emitter, recording, rounds.length, (round) => {
    const pick = (numbers: readonly number[]) =>
      recording.tensorFor(rowOf(emitter, emitter.constant(numbers, [rounds.length]), round));
    const index = () => {
      const owners = BigInt64Array.from(rounds, ({ baseline }) => BigInt(baseline));
      return rowOf(emitter, emitter.constant(owners, [rounds.length]), round);
    };
    const start =
      only ?? recording.tensorFor(rowOf(emitter, tableOf(explained, baselines, x.shape), index()));
    const at = pick(rounds.map((point) => point.at));
    const rest = pick(rounds.map((point) => 1 - point.at));
    const isAtZero = plan.pathFromZero === true || (only !== undefined && first === 0);
    // (1 − t) b + t x rather than b + t (x − b), because it is exact in float32 at both ends.
    const point = isAtZero ? mul(x, at) : add(mul(start, rest), mul(x, at));
    const weight = pick(rounds.map((each) => each.weight / baselines.length));
    return recordScorePasses(explained, point).gradients.map((gradient) => {
      const term = mul(gradient, weight);
      return only ? term : multiplied(explained, term, x, start);
    });
  });
  const maps = only ? sums.map((sum) => multiplied(explained, sum, x, only)) : sums;
  return { latent: recordLatent(explained, x), maps };
}

/** The map: the gradient, multiplied as the plan says. */
function multiplied({ plan }: Explained, gradient: Tensor, x: Tensor, start: Tensor): Tensor {
  if (plan.times === undefined) return gradient;
  return mul(gradient, plan.times === 'input' ? x : sub(x, start));
}

/** A baseline as a tensor that broadcasts to a batch of inputs. */
function constantTensor(
  { emitter, recording }: Explained,
  baseline: BaselineNumbers,
  batch: number[],
): Tensor {
  const value =
    typeof baseline === 'number'
      ? emitter.constant([baseline], [])
      : emitter.constant(baseline, [1, ...batch.slice(1)]);
  return recording.tensorFor(value);
}

/** Several baselines, one per row; the rows are scalars if all baselines are numbers. */
function tableOf({ emitter }: Explained, baselines: readonly BaselineNumbers[], batch: number[]): Value {
  const numbers = baselines.filter((baseline) => typeof baseline === 'number');
  if (numbers.length === baselines.length) return emitter.constant(numbers, [numbers.length]);
  const shape = batch.slice(1);
  const table = new Float32Array(baselines.length * size(shape));
  for (const [i, baseline] of baselines.entries()) {
    const row = table.subarray(i * size(shape), (i + 1) * size(shape));
    if (typeof baseline === 'number') row.fill(baseline);
    else row.set(baseline);
  }
  return emitter.constant(table, [baselines.length, ...shape]);
}

/** The half of a batch that belongs to the inputs; the other half belongs to the baselines. */
const firstHalf = (batch: Tensor): Tensor => split(batch, 2)[0] as Tensor;

/** For each score, the mean of its maps from each baseline. */
function meanOf(maps: readonly (readonly Tensor[])[]): Tensor[] {
  const [first = [], ...others] = maps;
  if (others.length === 0) return [...first];
  return first.map((map, k) =>
    mul(addN([map, ...others.flatMap((other) => other[k] ?? [])]), 1 / maps.length),
  );
}
