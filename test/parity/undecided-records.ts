import * as tf from '@tensorflow/tfjs-core';
import type { BackwardRule, Encoder } from '../../packages/core/src/index.js';
import { type AttributionRecord, type Oracle, tensorOf, values } from '../oracles.js';

/**
 * A record that float32 cannot decide: at one point of the path, one pre-activation is so near to zero that rounding
 * alone says on which side it falls. Both sides are right then; what must hold is that our map is one of them.
 */
interface UndecidedRecord {
  readonly network: string;
  readonly keys: RegExp;
  /** Where on the path, 0 to 1. */
  readonly pathPoint: number;
  /** Share of that point in the sum. */
  readonly weight: number;
  readonly node: string;
  /** Sample, and then the unit's place. */
  readonly index: readonly number[];
}

/** In float64 the unit is 3.1e-9 of its layer's root mean square above zero: a twentieth of float32's resolution. */
const UNDECIDED: readonly UndecidedRecord[] = [
  {
    network: 'st-encoder',
    keys: /^captum\.ig\.riemann_(left|right)\.random$/,
    pathPoint: 46 / 50,
    weight: 1 / 50,
    node: 'relu_2',
    index: [1, 4, 5, 4],
  },
];

/**
 * What the record would hold with its undecided unit off, where float64 has it on; undefined for all other records. The
 * unit's own part of the map is the gradient that goes through it alone.
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

/** At a ReLU: what arrives at one unit goes back, as if it were active, and nothing else. */
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
