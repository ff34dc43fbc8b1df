import '@tensorflow/tfjs-backend-cpu';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { tinyVae } from '../../test/tiny-vae.js';
import { disposeVae } from './dispose-vae.js';

beforeAll(() => setBackend('cpu'));

describe('disposeVae', () => {
  it('releases all weights; a second call does nothing', () => {
    const before = memory().numTensors;
    const vae = tinyVae();
    disposeVae(vae);
    expect(memory().numTensors).toBe(before);
    disposeVae(vae);
    expect(memory().numTensors).toBe(before);
  });

  it('releases the rest if only the encoder was disposed', () => {
    const before = memory().numTensors;
    const vae = tinyVae();
    vae.encoder.dispose();
    disposeVae(vae);
    expect(memory().numTensors).toBe(before);
  });

  it('passes on other errors', () => {
    const vae = tinyVae();
    const encoder = {
      dispose() {
        throw new Error('the device is gone');
      },
    };
    expect(() => disposeVae({ ...vae, encoder } as never)).toThrow('the device is gone');
    disposeVae(vae);
  });

  it('rejects a value that is not a VAE', () => {
    expect(() => disposeVae(undefined as never)).toThrow(
      'disposeVae: vae must be a Vae { name, encoder, decoder, inputShape, latentSize }; got undefined.',
    );
    expect(() => disposeVae(Promise.resolve() as never)).toThrow(
      /^disposeVae: .*; got a Promise \(is an await missing\?\)\.$/,
    );
  });
});
