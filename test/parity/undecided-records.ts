import * as tf from '@tensorflow/tfjs-core';
import type { BackwardRule } from '../../packages/core/src/extend.js';
import type { Encoder } from '../../packages/core/src/index.js';
import { type AttributionRecord, type Oracle, tensorOf, values } from '../oracles.js';

/**
 * A record that float32 cannot decide: at one point of the path, one pre-activation is so close to zero that its sign
 * depends only on rounding. Both signs are then correct, and our map must match one of them.
 */
interface UndecidedRecord {
  readonly network: string;
  readonly keys: RegExp;
  /** The position on the path, 0 to 1. */
  readonly pathPoint: number;
  /** The weight of that point in the sum; its negative if the unit is off in float64. */
  readonly weight: number;
  readonly node: string;
  /** The sample, followed by the unit's indices. */
  readonly index: readonly number[];
}

const UNDECIDED: readonly UndecidedRecord[] = [
  // In float64 the unit is 3.1e-9 of its layer's root mean square above zero: a twentieth of float32's resolution.
  {
    network: 'st-encoder',
    keys: /^captum\.ig\.riemann_(left|right)\.random$/,
    pathPoint: 46 / 50,
    weight: 1 / 50,
    node: 'relu_2',
    index: [1, 4, 5, 4],
  },
  // In float64 the unit is 1.7e-7 of its layer's root mean square below zero, which a sum of 288 products in float32 does not resolve; WebGPU finds
  // it above.
  {
    network: 'st-encoder',
    keys: /^captum\.ig\.gausslegendre\.zero$/,
    pathPoint: 0.7522290724537322,
    weight: -0.026855310944498136,
    node: 'relu_3',
    index: [2, 2, 0, 61],
  },
];

/**
 * The record as it would be if the undecided unit were off where it is on in float64, and on where it is off; undefined for all other records.
 * The unit contributes the gradient that passes only through this unit.
 */
export async function otherSide(
  oracle: Oracle,
  encoder: Encoder,
  key: string,
  record: AttributionRecord,
): Promise<Float32Array | undefined> {
  const found = UNDECIDED.find(({ network, keys }) => network === oracle.name && keys.test(key));
  if (!found) return undefined;
  const [inputs, start] = [tensorOf(oracle.x), tensorOf(oracle.baselines[record.args.baseline as 'random'])];
  const difference = tf.sub(inputs, start);
  const point = tf.tidy(() => tf.add(start, tf.mul(difference, found.pathPoint)));
  const cotangent = tf.tidy(() =>
    tf.tile(tf.reshape(tensorOf(oracle.concept_vector), [1, -1]), [inputs.shape[0]!, 1]),
  ) as tf.Tensor2D;
  const trace = await encoder.trace!(point);
  const through = await trace.backward(cotangent, ({ name }) =>
    name === found.node ? only(found.index) : undefined,
  );
  const part = tf.tidy(() => tf.mul(tf.mul(difference, through), found.weight).dataSync());
  trace.dispose();
  tf.dispose([inputs, start, difference, point, cotangent, through]);
  return values(record.value).map((value, i) => value - part[i]!);
}

/** A rule for a ReLU: passes the gradient of one unit, as if it were active, and no other. */
function only(index: readonly number[]): BackwardRule {
  return {
    name: 'one unit alone',
    backward: ({ cotangent }) => {
      const mask = tf.buffer(cotangent.shape, 'float32');
      mask.set(1, ...index);
      return [tf.mul(cotangent, mask.toTensor())];
    },
  };
}
