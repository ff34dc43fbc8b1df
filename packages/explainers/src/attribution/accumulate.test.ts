import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { accumulate } from './accumulate.js';

beforeAll(() => useBackend('cpu'));

describe('accumulate', () => {
  it('replaces each sum, and frees the old one and what the update allocates', () => {
    const before = tf.memory().numTensors;
    const terms = [tf.scalar(10), tf.scalar(20)];
    const sums = accumulate([tf.scalar(1), tf.scalar(2)], terms, (sum, term) => tf.add(sum, tf.mul(term, 2)));
    expect(sums.map((sum) => sum.dataSync()[0])).toEqual([21, 42]);
    expect(terms.some((term) => term.isDisposed)).toBe(false);
    tf.dispose([...sums, ...terms]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('disposes all sums if an update throws', () => {
    const before = tf.memory().numTensors;
    const update = (sum: tf.Tensor, term: number) => {
      if (term === 2) throw new Error('broken');
      return tf.add(sum, term);
    };
    expect(() => accumulate([tf.scalar(1), tf.scalar(2)], [1, 2], update)).toThrow('broken');
    expect(() => accumulate([tf.scalar(1), tf.scalar(2)], [1], update)).toThrow('lists of the same length');
    expect(tf.memory().numTensors).toBe(before);
  });
});
