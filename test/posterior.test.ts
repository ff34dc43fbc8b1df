import '@tensorflow/tfjs-backend-cpu';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode, layersEncoder } from '@csm/core';
import { sampleNoise } from '@csm/core/extend';
import { disposeVae, imageVae, trainVae, type Vae } from '@csm/models';
import { loadLayersModelFromDisk, loadVae, saveVae } from '@csm/models/node';
import type { Sampling } from '@csm/models/training';
import * as tf from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { decoderInput } from './decoder-input.js';

const LATENT = 10;
const COUNT = 6;
const images = ndarray(
  Float32Array.from({ length: COUNT * 64 }, (_, i) => 0.5 + 0.5 * Math.sin(i * i)),
  [COUNT, 8, 8, 1],
);

let folder: string;
let vaes: Vae[] = [];
beforeAll(async () => {
  await tf.setBackend('cpu');
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csm-posterior-'));
});
afterEach(async () => {
  for (const vae of vaes) disposeVae(vae);
  vaes = [];
  await rm(folder, { recursive: true });
});

/** A VAE of ten latents after a few steps; their log-variances are far from 0, so that exp(ℓ) and exp(ℓ/2) differ. */
async function trained(sampling: Sampling): Promise<Vae> {
  const vae = imageVae({ size: 8, channels: 1, filters: [4, 8], dense: [12], latentSize: LATENT, seed: 2 });
  vaes.push(vae);
  const bias = vae.encoder.getLayer('z_log_var').weights[1]!;
  bias.write(tf.fill([LATENT], 2));
  await trainVae(vae, images, { epochs: 3, batchSize: 3, sampling, onWarning: () => {} });
  return vae;
}

/** The largest difference relative to the largest number. */
function difference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [x, y] = [Array.from(a), Array.from(b)];
  return Math.max(...x.map((value, i) => Math.abs(value - y[i]!))) / Math.max(...y.map(Math.abs));
}

describe.each(['standard', 'reference'] as const)('a model that was trained with %s sampling', (sampling) => {
  it('is drawn as its decoder was trained, also after it was saved and loaded', async () => {
    const vae = await trained(sampling);
    await saveVae(vae, join(folder, 'vae'));
    const loaded = await loadVae(join(folder, 'vae'));
    vaes.push(loaded);
    const plain = await loadLayersModelFromDisk(join(folder, 'vae', 'encoder'));
    const noise = sampleNoise(COUNT, [LATENT], { seed: 3, draw: 0, run: {} });
    const expected = decoderInput(vae, images, noise, sampling);
    const other = decoderInput(vae, images, noise, sampling === 'standard' ? 'reference' : 'standard');
    expect(difference(other, expected)).toBeGreaterThan(0.5);
    for (const model of [vae.encoder, { ...vae }.encoder, loaded.encoder, plain]) {
      const z = await encode(layersEncoder(model), images, { sample: { seed: 3 } });
      // float32: exp and one product.
      expect(difference(z.data, expected)).toBeLessThan(1e-6);
    }
    noise.dispose();
    plain.dispose();
  });
});
