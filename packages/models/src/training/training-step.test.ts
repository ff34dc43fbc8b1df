import '@tensorflow/tfjs-backend-cpu';
import { memory, setBackend, type Tensor, tensor, tidy, train, type Variable } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { squares } from '../../test/squares.js';
import { disposeVae } from '../architectures/dispose-vae.js';
import { imageVae } from '../architectures/image-vae.js';
import { randomStream } from '../random-stream.js';
import { gatherImages } from './data/images.js';
import { vaeLosses } from './loss/vae-losses.js';
import { trainingStep } from './training-step.js';

beforeAll(() => setBackend('cpu'));

describe('trainingStep', () => {
  it.each(['standard', 'reference'] as const)(
    'moves every weight down the gradient of the loss, with %s sampling',
    async (sampling) => {
      const vae = imageVae({
        size: 4,
        channels: 1,
        filters: [2],
        kernelSize: 3,
        latentSize: 2,
        dense: [3],
        seed: 4,
      });
      const weights = [...vae.encoder.trainableWeights, ...vae.decoder.trainableWeights];
      const batch = gatherImages(squares(6, { size: 4 }), Uint32Array.of(0, 1, 2, 3, 4, 5));
      const noise = Float32Array.from({ length: 12 }, randomStream(8).normal);
      const klWeight = 0.3;
      const loss = () =>
        tidy(() => {
          const epsilon = tensor(noise, [6, 2]);
          const parts = vaeLosses(vae, tensor(batch, [6, 4, 4, 1]), { noise: epsilon, sampling });
          return parts.reconstruction.dataSync()[0]! + klWeight * parts.kl.dataSync()[0]!;
        });
      const before = weights.map((weight) => Array.from((weight.read() as Tensor).dataSync()));

      const set = (weight: (typeof weights)[number], values: number[]) =>
        tidy(() => {
          weight.write(tensor(values, weight.shape as number[]));
        });

      // Central differences of the loss with respect to one component of every weight.
      const h = 2e-3;
      const slopes = weights.map((weight, w) => {
        const at = (delta: number) => {
          const values = [...before[w]!];
          values[0]! += delta;
          set(weight, values);
          const value = loss();
          set(weight, before[w]!);
          return value;
        };
        return (at(h) - at(-h)) / (2 * h);
      });

      const count = memory().numTensors;
      const rate = 1;
      const optimizer = train.sgd(rate);
      const variables = weights.map((weight) => weight.read() as Variable);
      const result = await trainingStep({ vae, variables, optimizer, batch, noise, klWeight, sampling });
      optimizer.dispose();
      expect(memory().numTensors).toBe(count);
      expect(result.hasFiniteLoss).toBe(true);
      weights.forEach((weight, w) => {
        const moved = before[w]![0]! - (weight.read() as Tensor).dataSync()[0]!;
        expect(Math.abs(moved - rate * slopes[w]!), weight.originalName).toBeLessThan(
          2e-4 + 0.01 * Math.abs(slopes[w]!),
        );
      });
      expect(slopes.filter((slope) => Math.abs(slope) > 3e-3).length).toBeGreaterThan(5);
      disposeVae(vae);
    },
  );
});
