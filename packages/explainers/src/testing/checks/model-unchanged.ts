import type { Tensor } from '@tensorflow/tfjs-core';
import { attributeOnHost, batchOf } from '../attribute-on-host.js';
import type { Check, Subject } from '../check.js';
import { expectSameBytes } from '../compare.js';
import { samplesFor, scoresFor } from '../samples.js';

/** The weights keep their bytes, and the encoder its latents. */
export const modelUnchanged: Check = {
  name: 'model unchanged',
  async run(subject) {
    const { encoder, create } = subject;
    const before = await numbersOf(subject);
    const target = { encoder, scores: scoresFor(encoder, 2) };
    await attributeOnHost(create(), target, samplesFor(encoder, 3));
    const after = await numbersOf(subject);
    before.forEach((numbers, i) => {
      const what = i < subject.weights.length ? `weight ${i}` : 'latents';
      expectSameBytes(`${what}, after attribute`, after[i]!, numbers);
    });
  },
};

async function numbersOf({ encoder, weights }: Subject): Promise<Float32Array[]> {
  const inputs = batchOf({ encoder }, samplesFor(encoder, 2, 3));
  const latents = await encoder.encode(inputs);
  try {
    return await Promise.all([...weights, latents].map(copied));
  } finally {
    inputs.dispose();
    latents.dispose();
  }
}

async function copied(tensor: Tensor): Promise<Float32Array> {
  if (tensor.isDisposed)
    throw new Error(`model: a weight of shape [${tensor.shape}] was disposed by attribute.`);
  return Float32Array.from(await tensor.data());
}
