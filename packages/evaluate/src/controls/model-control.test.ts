import { conceptVector, layersEncoder } from '@csm/core';
import { gradient } from '@csm/explainers';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { pictures, showsInput, smallEncoder, smallModel } from '../../test/small-vae.js';
import { modelControl } from './model-control.js';

beforeAll(() => useBackend('cpu'));
const concept = conceptVector('c', [1, -2, 0.5, 1, 0, 3]);

describe('modelControl', () => {
  it('leaves the model unchanged and leaks no tensors', async () => {
    const model = smallModel();
    const encoder = layersEncoder(model);
    const before = model.getWeights().map((weight) => Array.from(weight.dataSync()));
    const count = tf.memory().numTensors;
    const stages = await modelControl(encoder, concept, pictures(2), gradient());
    expect(tf.memory().numTensors).toBe(count);
    expect(model.getWeights().map((weight) => Array.from(weight.dataSync()))).toEqual(before);
    expect(stages.map(({ layer }) => layer)).toEqual(
      encoder
        .graph!.nodes.filter(
          ({ operation }) => 'kernel' in operation || operation.kind === 'batchNormalization',
        )
        .map(({ name }) => name)
        .reverse(),
    );
    expect(stages).toEqual(await modelControl(encoder, concept, pictures(2), gradient()));
    expect(stages).not.toEqual(await modelControl(encoder, concept, pictures(2), gradient(), { seed: 1 }));
  });

  it('changes maps that depend on the weights, but no other maps', async () => {
    const encoder = smallEncoder();
    const stages = await modelControl(encoder, concept, pictures(6), gradient());
    for (const { similarity } of stages) expect(Math.abs(similarity.pearson)).toBeLessThan(0.5);
    for (const { similarity, absoluteSpearman } of await modelControl(
      encoder,
      concept,
      pictures(2),
      showsInput(),
    )) {
      expect(similarity.pearson).toBeCloseTo(1, 6);
      expect(absoluteSpearman).toBeCloseTo(1, 6);
    }
  });

  it('frees everything on an abort, and rejects encoders that hide their layers', async () => {
    const encoder = smallEncoder();
    const abort = new AbortController();
    const count = tf.memory().numTensors;
    const run = modelControl(encoder, concept, pictures(2), gradient(), {
      signal: abort.signal,
      onProgress: () => abort.abort(new Error('enough')),
    });
    await expect(run).rejects.toThrow('enough');
    expect(tf.memory().numTensors).toBe(count);
    const { graph: _, ...opaque } = encoder;
    await expect(modelControl(opaque, concept, pictures(1), gradient())).rejects.toThrow(
      /does not show its layers/,
    );
  });
});
