import { conceptVector, explain, layersEncoder } from '@csm/core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { contrastive } from '../wrappers/contrastive.js';
import { smoothGrad } from '../wrappers/smooth-grad.js';
import { rectifiedGradient } from './rectified-gradient.js';

beforeAll(() => useBackend('cpu'));

const concept = conceptVector('c', [1, -1]);

/** An encoder of pictures by convolutions of stride 2, each of which halves the sides, rounded up. */
function encoderOf(height: number, width: number, depth: number, padding: 'same' | 'valid' = 'same') {
  const { conv2d, flatten, dense } = tfl.layers;
  const convolutions = Array.from({ length: depth }, (_, i) =>
    conv2d({
      name: `conv_${i + 1}`,
      filters: 2,
      kernelSize: 3,
      strides: 2,
      padding,
      activation: 'relu',
      kernelInitializer: tfl.initializers.glorotNormal({ seed: i + 1 }),
      ...(i === 0 && { inputShape: [height, width, 1] }),
    }),
  );
  const latent = dense({ units: 2, kernelInitializer: tfl.initializers.glorotNormal({ seed: 9 }) });
  return layersEncoder(tfl.sequential({ layers: [...convolutions, flatten(), latent] }));
}

const picture = (height: number, width: number) =>
  ndarray(
    Float32Array.from({ length: height * width }, (_, i) => 0.5 + 0.5 * Math.sin(i * i)),
    [1, height, width, 1],
  );

async function warningsOf(
  [height, width, depth, padding]: readonly [number, number, number, ('same' | 'valid')?],
  explainer = rectifiedGradient({ percentile: 50, borderMask: true }),
): Promise<string[]> {
  const warnings: string[] = [];
  const onWarning = (message: string) => warnings.push(message);
  await explain(encoderOf(height, width, depth, padding), concept, picture(height, width), explainer, {
    onWarning,
    batchSize: 1,
  });
  return warnings.filter((message) => message.includes('border mask'));
}

describe('the warning of the border mask', () => {
  it('names the layer of which at most a quarter is left', async () => {
    expect(await warningsOf([32, 32, 3])).toEqual([
      'rectifiedGradient: the border mask leaves 4 of the 16 positions of layer "conv_3" (4 × 4): the mask largely decides where maps ' +
        'lie, whatever the concept; compare with rectifiedGradient({ borderMask: false }), or use an encoder whose convolutions have ' +
        'larger outputs.',
    ]);
    expect((await warningsOf([12, 12, 2]))[0]).toContain(
      'leaves 1 of the 9 positions of layer "conv_2" (3 × 3)',
    );
  });

  it('says if nothing is left, and of how many layers little is left', async () => {
    const [warning, ...others] = await warningsOf([32, 32, 4]);
    expect(others).toEqual([]);
    expect(warning).toContain(
      'the border mask leaves none of the 4 positions of layer "conv_4" (2 × 2), and little of 1 more: maps are zero unless another ' +
        'path goes around it;',
    );
    // A side of 1 or 2 is all border, however long the other one is.
    expect((await warningsOf([4, 40, 1]))[0]).toContain(
      'none of the 40 positions of layer "conv_1" (2 × 20)',
    );
  });

  it.each<[string, [number, number, number, ('same' | 'valid')?]]>([
    ['more than a quarter is left', [10, 10, 1]],
    ['more than a quarter of a layer that is not square is left', [8, 12, 1]],
    ['the convolution has no padding, and no mask', [9, 9, 1, 'valid']],
  ])('is absent if %s', async (_, net) => {
    expect(await warningsOf(net)).toEqual([]);
  });

  it('is absent without the mask, and passes through wrappers with it', async () => {
    expect(await warningsOf([32, 32, 3], rectifiedGradient({ percentile: 50 }))).toEqual([]);
    const masked = rectifiedGradient({ threshold: 0, borderMask: true });
    for (const wrapped of [
      smoothGrad(masked, { samples: 1 }),
      contrastive(masked, { concepts: [concept] }),
    ]) {
      expect(await warningsOf([32, 32, 3], wrapped)).toHaveLength(1);
    }
  });
});
