import '@tensorflow/tfjs-backend-wasm';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { disposeVae } from '../src/architectures/vae.js';
import { trainVae } from '../src/training/train-vae.js';
import { squares, tinyVae } from './testing.js';

describe('on plain tfjs-wasm', () => {
  it('trainVae says which package is missing, instead of failing inside the first backward pass', async () => {
    await setBackend('wasm');
    const before = memory().numTensors;
    const vae = tinyVae();
    await expect(trainVae(vae, squares(4), { epochs: 1 })).rejects.toThrow(
      `trainVae: the "wasm" backend has no Conv2DBackpropFilter kernel, so convolutions cannot be trained on it. ` +
        "Import '@csm/wasm'",
    );
    disposeVae(vae);
    expect(memory().numTensors).toBe(before);
  });
});
