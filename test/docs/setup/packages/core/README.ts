import { io, randomNormal, tensor1d, zeros } from '@tensorflow/tfjs-core';
import { loadGraphDef, placeholder } from '../../../../graph-model.js';
import { answerRequests } from '../../web.js';

export { facesNot, facesSmiling, images as faces, vae } from '../../faces.js';

/** A GraphModel of pictures of 28 × 28 pixels with one dense layer: two log-variances, then two means. */
const model = await loadGraphDef({
  nodes: [
    placeholder('image', [28, 28, 1]),
    { name: 'flat', op: 'Reshape', input: ['image', 'shape'] },
    { name: 'product', op: 'MatMul', input: ['flat', 'kernel'] },
    { name: 'latent', op: 'BiasAdd', input: ['product', 'bias'] },
  ],
  weights: new Map([
    ['shape', tensor1d([-1, 784], 'int32')],
    ['kernel', randomNormal([784, 4], 0, 0.05, 'float32', 1)],
    ['bias', zeros([4])],
  ]),
  outputs: { latent: 'latent' },
});
const files = new Map<string, Buffer | string>();
await model.save(
  io.withSaveHandler(async ({ modelTopology, signature, format, weightSpecs, weightData }) => {
    const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
    files.set('/encoder/model.json', JSON.stringify({ modelTopology, signature, format, weightsManifest }));
    files.set('/encoder/weights.bin', Buffer.from(io.concatenateArrayBuffers([weightData as ArrayBuffer])));
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
  }),
);
export const after = await answerRequests(({ url = '' }, response) => {
  response.end(files.get(url));
});
