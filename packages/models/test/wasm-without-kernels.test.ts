import '@tensorflow/tfjs-backend-wasm';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { disposeVae } from '../src/architectures/dispose-vae.js';
import { trainVae } from '../src/training/train-vae.js';
import { squares } from './squares.js';
import { tinyVae } from './tiny-vae.js';

describe('on plain tfjs-wasm', () => {
  it('trainVae says which package is missing, instead of failing inside the first backward pass', async () => {
    await setBackend('wasm');
    const before = memory().numTensors;
    const vae = tinyVae();
    await expect(trainVae(vae, squares(4), { epochs: 1 })).rejects.toThrow(
      'trainVae: expected a backend that can train convolutions; "wasm" has no Conv2DBackpropFilter kernel; import "@csm/wasm"',
    );
    disposeVae(vae);
    expect(memory().numTensors).toBe(before);
  });
});
