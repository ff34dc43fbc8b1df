import '@tensorflow/tfjs-backend-cpu';
import { memory, setBackend, type Tensor, type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { tinyVae } from '../../test/tiny-vae.js';
import { disposeVae } from '../architectures/dispose-vae.js';
import { decodeConcept } from './decode-concept.js';

beforeAll(() => setBackend('cpu'));

describe('decodeConcept', () => {
  it("is the decoder's output for the vector, without a batch axis, and leaves no tensor", async () => {
    const vae = tinyVae(3);
    try {
      const concept = { vector: Float32Array.from([1, 0.5, -1]) };
      const before = memory().numTensors;
      const picture = await decodeConcept(vae.decoder, concept);
      expect(memory().numTensors).toBe(before);
      expect(picture.shape).toEqual([8, 8, 1]);
      const latent = tensor2d([[1, 0.5, -1]]);
      const expected = vae.decoder.predict(latent) as Tensor;
      expect([...picture.data]).toEqual([...expected.dataSync()]);
      latent.dispose();
      expected.dispose();
      const decode = (latents: Tensor2D) => vae.decoder.predict(latents) as Tensor;
      expect(await decodeConcept({ decode }, concept)).toEqual(picture);
      expect(await decodeConcept({ decode: async (latents) => decode(latents) }, concept)).toEqual(picture);
      expect(
        await decodeConcept({ predict: (latents: Tensor) => decode(latents as Tensor2D) }, concept),
      ).toEqual(picture);
      expect(memory().numTensors).toBe(before);
    } finally {
      disposeVae(vae);
    }
  });

  it('takes decoders that return what they were given', async () => {
    const before = memory().numTensors;
    const picture = await decodeConcept({ decode: (latents) => latents }, { vector: Float32Array.of(1, 2) });
    expect([picture.shape, [...picture.data]]).toEqual([[2], [1, 2]]);
    expect(memory().numTensors).toBe(before);
  });

  it('rejects vectors and decoders that do not fit, and leaves no tensor', async () => {
    const vae = tinyVae(3);
    try {
      const vector = Float32Array.of(1, 2, 3);
      const before = memory().numTensors;
      await expect(decodeConcept(vae.decoder, { vector: Float32Array.of(1, 2) })).rejects.toThrow(
        'decodeConcept: the latents must fit the decoder, which takes shape [n, 3]; got [n, 2].',
      );
      await expect(decodeConcept(vae.decoder, { vector: new Float32Array(3) })).rejects.toThrow('only zeros');
      await expect(decodeConcept(vae.decoder, vector as never)).rejects.toThrow(
        'decodeConcept: concept must be { vector: Float32Array }',
      );
      await expect(decodeConcept(vae as never, { vector })).rejects.toThrow(
        /decodeConcept: decoder must be .* such as vae\.decoder, .* got a VAE/,
      );
      await expect(decodeConcept(vae.encoder, { vector })).rejects.toThrow(/with 1 and 2/);
      await expect(decodeConcept({ decode: () => 3 as never }, { vector })).rejects.toThrow(
        'decodeConcept: the decoder must return a tensor with one item per latent, [1, ...]; got a number.',
      );
      const broken = { decode: () => Promise.reject(new Error('no answer')) };
      await expect(decodeConcept(broken, { vector })).rejects.toThrow('no answer');
      expect(memory().numTensors).toBe(before);
    } finally {
      disposeVae(vae);
    }
    await expect(decodeConcept(vae.decoder, { vector: Float32Array.of(1, 2, 3) })).rejects.toThrow(/dispos/);
  });
});
