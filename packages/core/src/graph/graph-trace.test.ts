import { registerKernels } from '@csm/wasm';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../test/backends.js';
import { expectSame, random, vaeEncoder } from '../../test/small-models.js';
import { layersEncoder } from '../encoders/layers-model/layers-encoder.js';

describe.each(BACKENDS)('a trace on %s', (backend) => {
  beforeAll(async () => {
    await useBackend(backend);
    if (backend === 'wasm') registerKernels();
  });

  it('propagates several cotangents together as one by one, also at the same time', async () => {
    const encoder = layersEncoder(vaeEncoder());
    const x = random([2, 9, 8, 2]);
    const cotangents = [1, 2, 3].map((seed) => random([2, 5], seed) as tf.Tensor2D);
    const before = tf.memory();
    const trace = encoder.trace(x);
    expect(trace.together).toBeGreaterThanOrEqual(3);
    const alone = await Promise.all(cotangents.map((cotangent) => trace.backward(cotangent)));
    const [two, three] = [tf.concat(cotangents.slice(0, 2)), tf.concat(cotangents)] as tf.Tensor2D[];
    const together = await Promise.all([trace.backward(two!), trace.backward(three!)]);
    expectSame(
      together[0]!,
      tf.tidy(() => tf.concat(alone.slice(0, 2))),
    );
    expectSame(
      together[1]!,
      tf.tidy(() => tf.concat(alone)),
    );
    tf.dispose([alone, together, two!, three!]);
    trace.dispose();
    expect(tf.memory().numTensors).toBe(before.numTensors + 2);
  });

  it('without rules keeps less and gives the same gradient, also for several cotangents together', async () => {
    const encoder = layersEncoder(vaeEncoder());
    const x = random([2, 9, 8, 2]);
    const cotangents = [1, 2].map((seed) => random([2, 5], seed) as tf.Tensor2D);
    const start = tf.memory();
    const full = encoder.trace(x);
    const fullBytes = tf.memory().numBytes - start.numBytes;
    const lean = encoder.trace(x, { rules: false });
    expect(tf.memory().numBytes - start.numBytes - fullBytes).toBeLessThan(0.7 * fullBytes);
    expect(lean.together).toBeGreaterThan(full.together!);
    const both = tf.concat(cotangents) as tf.Tensor2D;
    const found = await lean.backward(both);
    const apart = await Promise.all(cotangents.map((cotangent) => full.backward(cotangent)));
    const expected = tf.concat(apart);
    expectSame(found, expected);
    await expect(lean.backward(cotangents[0]!, () => undefined)).rejects.toThrow(
      /need a trace made with { rules: true } or with these rules; got one with { rules: false }/,
    );
    tf.dispose([both, found, apart, expected]);
    full.dispose();
    lean.dispose();
    expect(tf.memory()).toEqual(start);
  });

  it('rejects several cotangents with rules, or in a number that does not fit', async () => {
    const trace = layersEncoder(vaeEncoder()).trace(random([2, 9, 8, 2]));
    const rows = (count: number) => tf.zeros([count, 5]) as tf.Tensor2D;
    await expect(trace.backward(rows(4), () => undefined)).rejects.toThrow(
      /latent's shape \[2,5\]; got \[4,5\]/,
    );
    await expect(trace.backward(rows(3))).rejects.toThrow(/got \[3,5\]/);
    await expect(trace.backward(rows(2 * (trace.together! + 1)))).rejects.toThrow(/latent's shape/);
    trace.dispose();
  });

  it('keeps only its latent after the last pass, and less during the pass', async () => {
    // All layers have the same size, so the freed outputs outweigh the memory that a pass needs.
    const input = tfl.input({ shape: [64] });
    let x = input;
    for (let i = 0; i < 12; i++) x = tfl.layers.dense({ units: 64, activation: 'relu' }).apply(x) as never;
    const encoder = layersEncoder(tfl.model({ inputs: input, outputs: x }));
    const images = random([50, 64]);
    const cotangent = random([50, 64]) as tf.Tensor2D;
    const before = tf.memory().numTensors;
    /** Bytes allocated when the pass reaches the first layer. */
    const bytesAtTheFirst = async (last: boolean) => {
      const trace = encoder.trace(images);
      let bytes = 0;
      const rules = ({ id }: { id: number }) => {
        if (id === 1) bytes = tf.memory().numBytes;
        return undefined;
      };
      const map = await trace.backward(cotangent, rules, { last });
      if (last) {
        expect(tf.memory().numTensors).toBe(before + 2);
        expect(trace.latent.isDisposed).toBe(false);
        await expect(trace.backward(cotangent)).rejects.toThrow(/this trace was spent/);
      }
      tf.dispose(map);
      trace.dispose();
      trace.dispose();
      expect(tf.memory().numTensors).toBe(before);
      return bytes;
    };
    const saved = (await bytesAtTheFirst(false)) - (await bytesAtTheFirst(true));
    const layer = 50 * 64 * 4;
    expect(saved).toBe(22 * layer);
  });
});
