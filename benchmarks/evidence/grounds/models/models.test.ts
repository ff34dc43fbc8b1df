import '@tensorflow/tfjs-backend-cpu';
import { disposeVae } from '@csm/models';
import { concat, memory, mul, randomUniform, setBackend, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { scenes } from '../scenes/settings.js';
import { encoderOf, reluClassifier } from './relu-classifier.js';
import { blindVae, denseVae } from './vaes.js';

beforeAll(() => setBackend('cpu'));

const firstWeights = (model: { getWeights(): Tensor[] }) => [...model.getWeights()[0]!.dataSync()];

it('the encoder of blindVae reads the upper half only, and its decoder draws the whole picture', () => {
  const before = memory().numTensors;
  const vae = blindVae(32, 6, 1);
  tidy(() => {
    const upper = randomUniform([2, 16, 32, 3], 0, 1, 'float32', 1);
    const latents = ([above, seed]: [Tensor, number]) => {
      const picture = concat([above, randomUniform([2, 16, 32, 3], 0, 1, 'float32', seed)], 1);
      return [...(vae.encoder.predict(picture) as Tensor[])[0]!.dataSync()];
    };
    const own = latents([upper, 2]);
    expect(latents([upper, 3])).toEqual(own);
    expect(latents([mul(upper, 0.5), 2])).not.toEqual(own);
    const [z] = vae.encoder.predict(concat([upper, upper], 1)) as Tensor[];
    expect((vae.decoder.predict(z!) as Tensor).shape).toEqual([2, 32, 32, 3]);
  });
  disposeVae(vae);
  expect(memory().numTensors).toBe(before);
});

it('weights of one seed are the same, and others for another seed', () => {
  const weights = (seed: number) => {
    const [vae, blind] = [denseVae(10, 2, seed), blindVae(32, 2, seed)];
    const classifier = reluClassifier({ ...scenes.classifier, size: 32, seed });
    const found = [vae.encoder, vae.decoder, blind.encoder, classifier].map(firstWeights);
    disposeVae(vae);
    disposeVae(blind);
    classifier.dispose();
    return found;
  };
  expect(weights(1)).toEqual(weights(1));
  weights(1).forEach((own, i) => {
    expect(weights(2)[i]).not.toEqual(own);
  });
});

it('the latent of the classifier is not negative', () => {
  const classifier = reluClassifier({ ...scenes.classifier, size: 32, seed: 1 });
  const latent = tidy(() => {
    const pictures = randomUniform([4, 32, 32, 3], 0, 1, 'float32', 1);
    return [...(encoderOf(classifier).predict(pictures) as Tensor).dataSync()];
  });
  expect(latent).toHaveLength(4 * scenes.classifier.latentSize);
  expect(Math.min(...latent)).toBe(0);
  expect(Math.max(...latent)).toBeGreaterThan(0);
  classifier.dispose();
});
