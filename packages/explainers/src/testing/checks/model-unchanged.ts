import type { Tensor } from '@tensorflow/tfjs-core';
import { zip } from '../../checks/zip.js';
import { attributeOnHost, batchOf } from '../attribute-on-host.js';
import type { Check, Subject } from '../check.js';
import { expectSameBytes } from '../compare.js';
import { samplesFor, scoresFor } from '../samples.js';
import { violation } from '../violation.js';

/** The bytes of the weights and the latents of the encoder do not change. */
export const modelUnchanged: Check = {
  name: 'model unchanged',
  async run(subject) {
    const { encoder, weights, create } = subject;
    const before = await weightsAndLatents(subject);
    const target = { encoder, scores: scoresFor(encoder, 2) };
    await attributeOnHost(create(), target, samplesFor(encoder, 3));
    zip(await weightsAndLatents(subject), before).forEach(([now, earlier], i) => {
      const what = i < weights.length ? `weight ${i}` : 'latents';
      expectSameBytes(`${what}, after attribute`, now, earlier);
    });
  },
};

async function weightsAndLatents({ encoder, weights }: Subject): Promise<Float32Array[]> {
  const inputs = batchOf({ encoder }, samplesFor(encoder, 2, 3));
  const latents = await encoder.encode(inputs);
  try {
    return await Promise.all([...weights, latents].map(valuesOf));
  } finally {
    inputs.dispose();
    latents.dispose();
  }
}

async function valuesOf(tensor: Tensor): Promise<Float32Array> {
  if (tensor.isDisposed) {
    throw violation(
      'model',
      'its weights not to be disposed',
      `a disposed weight of shape [${tensor.shape}]`,
    );
  }
  return Float32Array.from(await tensor.data());
}
