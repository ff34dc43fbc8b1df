import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { explain, functionEncoder, latentDimension } from '@csm/core';
import { gradient } from '@csm/explainers';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-layers';
import { afterAll, describe, expect, it, vi } from 'vitest';

const require = createRequire(import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'csm-two-copies-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Loads a second copy of tfjs-core, as a bundler or a nested installation would. */
function secondCopy(): typeof tf {
  const installed = dirname(require.resolve('@tensorflow/tfjs-core/package.json'));
  const copy = join(folder, 'node_modules/@tensorflow/tfjs-core');
  cpSync(installed, copy, { recursive: true, dereference: true });
  for (const name of ['seedrandom', 'long'])
    cpSync(
      dirname(createRequire(join(installed, 'x.js')).resolve(`${name}/package.json`)),
      join(folder, 'node_modules', name),
      {
        recursive: true,
        dereference: true,
      },
    );
  return createRequire(join(copy, 'x.js'))(copy);
}

describe('two copies of tfjs-core', () => {
  it('share one engine, and a function that computes with the one is explained with the other', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    await tf.setBackend('cpu');
    const second = secondCopy();
    expect(second.Tensor).not.toBe(tf.Tensor);
    expect(second.engine()).toBe(tf.engine());
    const weights = [1, 2, 3, 4, 5, 6];
    const of = (copy: typeof tf) =>
      functionEncoder((x) => copy.square(copy.matMul(x as tf.Tensor2D, copy.tensor2d(weights, [3, 2]))), {
        inputShape: [3],
      });
    const inputs = second.tensor2d([1, -1, 0.5], [1, 3]);
    const tensors = tf.memory().numTensors;
    const score = latentDimension(1, 2);
    const mixed = await explain(of(second), score, inputs, gradient());
    const one = await explain(of(tf), score, inputs, gradient());
    // d(x·w)²/dx = 2 (x·w) w with w = (2, 4, 6): x·w = 1.
    expect([...mixed.maps.data]).toEqual([4, 8, 12]);
    expect(mixed.maps.data).toEqual(one.maps.data);
    expect(tf.memory().numTensors).toBe(tensors);
    inputs.dispose();
  });
});
