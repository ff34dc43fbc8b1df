import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../../test/backends.js';
import { expectDefinition } from '../../../test/against-definition.js';
import { expectClose } from '../../../test/one-layer.js';
import { random } from '../../../test/small-models.js';
import { forward, type Operation } from '../operation.js';

beforeAll(() => useBackend('cpu'));

/** y = γ (x − μ) / √(σ² + ε) + β for `[entries, places, channels]`, number by number. */
function normalised(
  x: readonly number[],
  [entries, places, channels]: readonly [number, number, number],
  { groups, epsilon, gamma, beta }: Settings,
): number[] {
  const size = channels / groups;
  return x.map((value, i) => {
    const channel = i % channels;
    const entry = Math.floor(i / (channels * places));
    const group = Math.floor(channel / size);
    const own = x.filter(
      (_, k) => Math.floor(k / (channels * places)) === entry && Math.floor((k % channels) / size) === group,
    );
    const mean = own.reduce((a, b) => a + b) / own.length;
    const variance = own.reduce((sum, v) => sum + (v - mean) ** 2, 0) / own.length;
    const scaled = ((value - mean) / Math.sqrt(variance + epsilon)) * (gamma?.[channel] ?? 1);
    expect(entry).toBeLessThan(entries);
    return scaled + (beta?.[channel] ?? 0);
  });
}

interface Settings {
  readonly groups: number;
  readonly epsilon: number;
  readonly gamma?: readonly number[];
  readonly beta?: readonly number[];
}

function operationOf({ gamma, beta, ...rest }: Settings, more: object = {}): Operation {
  return {
    kind: 'groupNormalization',
    ...rest,
    ...(gamma && { gamma: tf.tensor1d([...gamma]) }),
    ...(beta && { beta: tf.tensor1d([...beta]) }),
    ...more,
  };
}

const gamma = [0.5, -1, 2, 0.25, 1.5, 3];
const beta = [1, 0, -2, 0.5, 0.25, 4];

describe('group normalisation', () => {
  it.each<[string, Settings]>([
    ['one group', { groups: 1, epsilon: 1e-5, gamma, beta }],
    ['two groups', { groups: 2, epsilon: 0.1, gamma, beta }],
    ['three groups without γ', { groups: 3, epsilon: 1e-3, beta }],
    ['instance normalisation', { groups: 6, epsilon: 1e-5, gamma }],
  ])('with %s matches its definition and its differences', async (_, settings) => {
    const shape = [2, 3, 2, 6];
    const values = [...tf.mul(random(shape, 3), 2).dataSync()];
    await expectDefinition(
      () => operationOf(settings),
      { values, shape },
      (x) => normalised(x, [2, 6, 6], settings),
    );
  });

  it('normalises the entries of separate axes separately', async () => {
    const settings = { groups: 2, epsilon: 0.01, gamma, beta };
    const shape = [2, 3, 4, 6];
    await expectDefinition(
      () => operationOf(settings, { separateAxes: 1 }),
      { values: [...random(shape, 5).dataSync()], shape },
      (x) => normalised(x, [6, 4, 6], settings),
    );
  });

  it('with one group is layer normalisation', () => {
    const x = random([2, 3, 4], 8);
    const layer: Operation = { kind: 'layerNormalization', axes: [1, 2], epsilon: 0.3 };
    const group: Operation = { kind: 'groupNormalization', groups: 1, epsilon: 0.3 };
    expectClose(forward(group, [x]).dataSync(), forward(layer, [x]).dataSync());
  });
});
