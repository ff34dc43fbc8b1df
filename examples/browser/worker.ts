import '@csm/wasm'; // fast gradients for tfjs' wasm backend
import { encode, explain, meanDifference } from '@csm/core';
import { imageFolder, meanSample } from '@csm/datasets';
import { integratedGradients } from '@csm/explainers';
import { onnxEncoder } from '@csm/onnx';
import { overlay } from '@csm/render';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threads from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import { setBackend } from '@tensorflow/tfjs-core';
import type { Answer, Request } from './messages.js';

setWasmPaths({
  'tfjs-backend-wasm.wasm': plain,
  'tfjs-backend-wasm-simd.wasm': simd,
  'tfjs-backend-wasm-threaded-simd.wasm': threads,
});
const answer = (message: Answer) => postMessage(message);

addEventListener('message', async ({ data }: MessageEvent<Request>) => {
  try {
    answer(await firstMap(data));
  } catch (error) {
    answer({ kind: 'error', message: (error as Error).message });
  }
});

async function firstMap({ model, pictures }: Request): Promise<Answer> {
  await setBackend('wasm');
  const encoder = await onnxEncoder(new Uint8Array(await model.arrayBuffer()), {
    normalise: { mean: 0.5, std: 0.5 }, // as the model was trained
  });
  try {
    // The two lists of pictures become two folders. PyTorch's order of axes is [n, channels, height, width].
    const inFolder = (folder: string, files: readonly File[]) =>
      files.map((file) => new File([file], `${folder}/${file.name}`));
    const [, height = 0, width = 0] = encoder.inputShape;
    const images = await imageFolder({
      files: [...inFolder('with', pictures.with), ...inFolder('without', pictures.without)],
      attributes: (path) => ({ concept: path.startsWith('with/') }),
      size: [height, width],
    });
    const inputsOf = async (ids: readonly string[]) => (await images.images(ids)).transpose(0, 3, 1, 2);
    const positives = await inputsOf(images.idsWhere({ concept: 1 }));
    const negatives = await inputsOf(images.idsWhere({ concept: 0 }));

    const concept = meanDifference(
      'concept',
      await encode(encoder, positives),
      await encode(encoder, negatives),
    );
    const shown = positives.hi(1);
    const method = integratedGradients({ steps: 20, baseline: meanSample(await inputsOf(images.ids)) });
    const { scores, maps } = await explain(encoder, concept, shown, method, {
      onProgress: ({ done, total }) => answer({ kind: 'progress', done, total }),
    });
    const drawn = overlay(shown.pick(0), maps.pick(0), { layout: 'channelsFirst', scale: 8 });
    return {
      kind: 'map',
      score: scores.get(0),
      picture: new ImageData(drawn.data, drawn.width, drawn.height),
    };
  } finally {
    encoder.dispose();
  }
}
