import '@tensorflow/tfjs-backend-cpu';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { ownVaes } from '../../test/own-vaes.js';
import { squares } from '../../test/squares.js';
import { tinyVae } from '../../test/tiny-vae.js';
import { recomputeBatchNorm } from '../training/batch-norm/recompute-batch-norm.js';
import type { TrainingCheckpoint } from '../training/checkpoint/training-checkpoint.js';
import { trainVae } from '../training/train-vae.js';
import { olfactoryBulbVae } from './olfactory-bulb-vae.js';
import type { Vae } from './vae.js';

beforeAll(async () => {
  await setBackend('cpu');
});
const own = ownVaes();

const images = squares(8);
const steps = { epochs: 1, batchSize: 4, stepsPerEpoch: 1, onWarning: () => {} } as const;
const ofEncoder = ({ encoder }: Vae) =>
  (encoder.getUserDefinedMetadata() as { posterior: unknown }).posterior;

/** A store of checkpoints in memory. */
function store() {
  let kept: TrainingCheckpoint | undefined;
  return {
    load: async () => kept,
    save: async (checkpoint: TrainingCheckpoint) => {
      kept = checkpoint;
    },
  };
}

describe('the sampling of a VAE', () => {
  it('is that of its architecture, and is shown by the object and its encoder', () => {
    const [image, bulb] = [own(tinyVae()), own(olfactoryBulbVae())];
    expect([image.sampling, ofEncoder(image)]).toEqual(['standard', { logVariance: 'z_log_var' }]);
    expect([bulb.sampling, ofEncoder(bulb)]).toEqual(['reference', { logStd: 'z_log_var' }]);
  });

  it('is that of the last training, also in copies of the object and for other metadata', async () => {
    const vae = own(tinyVae());
    vae.encoder.setUserDefinedMetadata({ ...vae.encoder.getUserDefinedMetadata(), note: 'mine' });
    const before = memory().numTensors;
    await trainVae(vae, images, { ...steps, sampling: 'reference' });
    expect(memory().numTensors).toBe(before);
    expect([vae.sampling, vae.encoder.getUserDefinedMetadata()]).toEqual([
      'reference',
      { posterior: { logStd: 'z_log_var' }, note: 'mine' },
    ]);
    const copy = { ...vae };
    await trainVae(copy, images, steps);
    expect([copy.sampling, vae.sampling, ofEncoder(vae)]).toEqual([
      'standard',
      'standard',
      { logVariance: 'z_log_var' },
    ]);
  });

  it('does not change if a training throws before its first step', async () => {
    const vae = own(tinyVae());
    await trainVae(vae, images, { ...steps, sampling: 'reference' });
    const controller = new AbortController();
    const stream = async function* () {
      controller.abort(new Error('stopped'));
      yield images;
    };
    await expect(trainVae(vae, stream, { ...steps, signal: controller.signal })).rejects.toThrow('stopped');
    await expect(trainVae(vae, images, { ...steps, sampling: 'other' as never })).rejects.toThrow('sampling');
    expect(vae.sampling).toBe('reference');
  });

  it('is that of a checkpoint, also of a finished training', async () => {
    const checkpoints = store();
    const options = { ...steps, checkpoints, sampling: 'reference' } as const;
    await trainVae(own(tinyVae()), images, options);
    const again = own(tinyVae());
    expect(again.sampling).toBe('standard');
    await trainVae(again, images, options);
    expect(again.sampling).toBe('reference');
  });

  it('is what recomputeBatchNorm draws with, which warns of another', async () => {
    const statistics = async (sampling?: 'standard' | 'reference') => {
      const vae = own(tinyVae(3));
      await trainVae(vae, images, { ...steps, stepsPerEpoch: 2, sampling: 'reference' });
      const warnings: string[] = [];
      await recomputeBatchNorm(vae, images, { sampling, onWarning: (message) => warnings.push(message) });
      const weights = vae.decoder.weights.map((weight) => Array.from(weight.read().dataSync()));
      return { weights, warnings: warnings.filter((message) => message.includes('sampling should be')) };
    };
    const [silent, same, other] = [
      await statistics(),
      await statistics('reference'),
      await statistics('standard'),
    ];
    expect(silent).toEqual(same);
    expect(silent.warnings).toEqual([]);
    expect(other.weights).not.toEqual(same.weights);
    expect(other.warnings).toEqual([
      "recomputeBatchNorm: sampling should be that of the model, 'reference'; got 'standard', so the decoder's statistics are those " +
        'of latents that it was not trained on; leave out sampling.',
    ]);
  });

  it('is optional for a VAE that was built elsewhere, and rejected if it contradicts the encoder', async () => {
    const { encoder, decoder, name, inputShape, latentSize } = own(tinyVae());
    const again = (outputs = encoder.outputs) => model({ inputs: encoder.inputs, outputs });
    const foreign: Vae = { name, encoder: again(), decoder, inputShape, latentSize };
    await recomputeBatchNorm(foreign, images, { sampling: 'reference', onWarning: () => {} });
    expect(foreign.encoder.getUserDefinedMetadata()).toBeUndefined();
    await trainVae(foreign, images, { ...steps, sampling: 'reference' });
    expect(ofEncoder(foreign)).toEqual({ logStd: 'z_log_var' });
    expect(Object.keys(foreign)).not.toContain('sampling');

    const frozen: Vae = Object.freeze({ ...foreign, sampling: 'standard' as const });
    const message =
      /recomputeBatchNorm: vae.sampling must match the metadata of its encoder, 'reference'; got 'standard'; pass/;
    await expect(recomputeBatchNorm(frozen, images)).rejects.toThrow(message);
    const wrong = { ...foreign, sampling: 'refrence' as never };
    await expect(recomputeBatchNorm(wrong, images)).rejects.toThrow(/vae.sampling/);
  });

  it('names the layer inside of a nested encoder', async () => {
    const { encoder, decoder, inputShape, latentSize, name } = own(tinyVae());
    const x = input({ shape: [8, 8, 1] });
    const flat = layers.flatten().apply(x) as SymbolicTensor;
    const heads = ['mu', 'ell'].map((head) => layers.dense({ units: 3, name: head }));
    const y = input({ shape: [64] });
    const inner: LayersModel = model({
      name: 'heads',
      inputs: y,
      outputs: heads.map((head) => head.apply(y) as SymbolicTensor),
    });
    const nested = model({ inputs: x, outputs: inner.apply(flat) as SymbolicTensor[] });
    const vae: Vae = { name, encoder: nested, decoder, inputShape, latentSize };
    await trainVae(vae, images, { ...steps, sampling: 'reference' });
    expect(ofEncoder(vae)).toEqual({ logStd: 'ell' });
    expect(encoder.outputs).toHaveLength(2);
    nested.dispose();
  });
});
