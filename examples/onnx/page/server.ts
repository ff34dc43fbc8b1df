import '@tensorflow/tfjs-backend-cpu';
import { type Encoder, explain, latentDimension } from '@csm/core';
import { occlusion } from '@csm/explainers';
import { setBackend, type Tensor, tensor2d } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';

await setBackend('cpu');

/** An encoder in another process: it has no derivative, so methods that only encode work. */
const encoder: Encoder = {
  inputShape: [3, 32, 32],
  layout: 'channelsFirst',
  latentSize: 16,
  async encode(inputs: Tensor) {
    const body = JSON.stringify({ shape: inputs.shape, values: [...(await inputs.data())] });
    const answer = await fetch('http://localhost:8000/encode', { method: 'POST', body });
    const latents: number[][] = await answer.json();
    return tensor2d(latents, [inputs.shape[0]!, 16]);
  },
};

const picture = ndarray(new Float32Array(3 * 32 * 32).fill(0.5), [1, 3, 32, 32]);
const score = latentDimension(0, encoder.latentSize); // or a concept vector
const { maps } = await explain(encoder, score, picture, occlusion({ window: [8, 8] }));
console.log(maps.shape);
