import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../../test/backends.js';
import { expectDefinitionOfSeveral, numbers } from '../../../test/against-definition.js';
import { expectRight } from '../../../test/one-layer.js';
import { random } from '../../../test/small-models.js';
import { isLinear } from '../linear.js';
import { forward, vjp } from '../operation.js';
import type { Merge } from './merge.js';

const { layers } = tfl;

beforeAll(() => useBackend('cpu'));

type MergeLayer = () => tfl.layers.Layer;
const merges: [string, MergeLayer][] = [
  ['add', () => layers.add()],
  ['average', () => layers.average()],
  ['multiply', () => layers.multiply()],
  ['maximum', () => layers.maximum()],
  ['minimum', () => layers.minimum()],
];

describe('merges', () => {
  it.each(merges)('%s of three branches', async (kind, create) => {
    const input = tfl.input({ shape: [5] });
    const branches = [1, 2, 3].map(
      (seed) =>
        layers
          .dense({ units: 4, kernelInitializer: tfl.initializers.randomNormal({ seed }) })
          .apply(input) as tfl.SymbolicTensor,
    );
    const model = tfl.model({ inputs: input, outputs: create().apply(branches) as tfl.SymbolicTensor });
    await expectRight(model, random([3, 5]), { linear: isLinear({ kind } as Merge) });
  });

  it.each(merges)(
    '%s of an image and one number a channel, as in squeeze and excitation',
    async (kind, create) => {
      const input = tfl.input({ shape: [4, 3, 2] });
      const squeezed = layers.globalAveragePooling2d({}).apply(input) as tfl.SymbolicTensor;
      const one = layers.reshape({ targetShape: [1, 1, 2] }).apply(squeezed) as tfl.SymbolicTensor;
      const merged = create().apply([input, one]);
      const output = layers.flatten().apply(merged) as tfl.SymbolicTensor;
      // tfjs' tape does not sum the gradient of `maximum` and `minimum` over broadcast axes.
      const tape = kind !== 'maximum' && kind !== 'minimum';
      const model = tfl.model({ inputs: input, outputs: output });
      await expectRight(model, random([2, 4, 3, 2]), { tape, linear: isLinear({ kind } as Merge) });
    },
  );

  it.each(merges)('%s of tensors with two ranks', async (kind, create) => {
    const input = tfl.input({ shape: [4, 3] });
    const mean = layers.globalAveragePooling1d({}).apply(input) as tfl.SymbolicTensor;
    const output = layers.flatten().apply(create().apply([mean, input])) as tfl.SymbolicTensor;
    const tape = kind !== 'maximum' && kind !== 'minimum';
    const model = tfl.model({ inputs: input, outputs: output });
    await expectRight(model, random([2, 4, 3]), { tape, linear: isLinear({ kind } as Merge) });
  });

  it('the first of equal inputs gets the whole cotangent of a maximum', () => {
    const [a, b, c] = [tf.tensor2d([[1, 2]]), tf.tensor2d([[1, 3]]), tf.tensor2d([[0, 3]])];
    const record = { inputs: [a, b, c], output: forward({ kind: 'maximum' }, [a, b, c]) };
    const shares = vjp({ kind: 'maximum' }, record, tf.tensor2d([[5, 7]]));
    expect(shares.map((share) => [...share.dataSync()])).toEqual([
      [5, 0],
      [0, 7],
      [0, 0],
    ]);
  });

  it('a broadcast maximum adds up the cotangents of the positions where it is the maximum', () => {
    const [a, b] = [tf.tensor2d([[1, 4, 3]]), tf.tensor2d([[2]])];
    const record = { inputs: [a, b], output: forward({ kind: 'maximum' }, [a, b]) };
    const shares = vjp({ kind: 'maximum' }, record, tf.tensor2d([[5, 7, 11]]));
    expect(shares.map((share) => [share.shape, [...share.dataSync()]])).toEqual([
      [
        [1, 3],
        [0, 7, 11],
      ],
      [[1, 1], [5]],
    ]);
  });

  it('a difference', () => {
    const [a, b] = [tf.tensor2d([[1, 4, 3]]), tf.tensor2d([[2]])];
    const output = forward({ kind: 'subtract' }, [a, b]);
    expect([...output.dataSync()]).toEqual([-1, 2, 1]);
    const shares = vjp({ kind: 'subtract' }, { inputs: [a, b], output }, tf.tensor2d([[5, 7, 11]]));
    expect(shares.map((share) => [...share.dataSync()])).toEqual([[5, 7, 11], [-23]]);
  });

  it.each<[Merge, (a: number, b: number) => number]>([
    [{ kind: 'divide' }, (a, b) => a / b],
    [{ kind: 'power' }, (a, b) => Math.abs(a) ** b],
    [{ kind: 'modulo' }, (a, b) => a - b * Math.floor(a / b)],
    [{ kind: 'modulo', truncated: true }, (a, b) => a % b],
  ])('%o of two tensors', async (operation, own) => {
    const a = numbers(12, 1).map((x) => (operation.kind === 'power' ? Math.abs(x) + 0.2 : 3 * x));
    const b = numbers(4, 2).map((x) => x + Math.sign(x) * 0.5);
    const inputs = [
      { values: a, shape: [2, 3, 2] },
      { values: b, shape: [2, 1, 2] },
    ];
    await expectDefinitionOfSeveral(operation, inputs, (left = [], right = []) =>
      left.map((x, i) => own(x, right[2 * Math.floor(i / 6) + (i % 2)]!)),
    );
  });

  it('powers of 0 have finite derivatives', async () => {
    for (const backend of BACKENDS) {
      await useBackend(backend);
      const [a, b] = [tf.tensor2d([[0, 0, 0, 0]]), tf.tensor2d([[2, 1, 0.5, 0]])];
      const output = forward({ kind: 'power' }, [a, b]);
      const shares = vjp({ kind: 'power' }, { inputs: [a, b], output }, tf.onesLike(a));
      expect(shares.map((share) => [...share.dataSync()])).toEqual([
        [0, 1, 0, 0],
        [0, 0, 0, 0],
      ]);
    }
  });

  it('a quotient is linear if the divisor is a constant', () => {
    expect(isLinear({ kind: 'divide' })).toBe(false);
    expect(isLinear({ kind: 'divide' }, [true, false])).toBe(false);
    expect(isLinear({ kind: 'divide' }, [false, true])).toBe(true);
  });
});
