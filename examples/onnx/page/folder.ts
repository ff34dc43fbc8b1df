import '@csm/wasm'; // fast gradients for tfjs' wasm backend
import { encode, explain, meanDifference } from '@csm/core';
import { meanSample } from '@csm/datasets';
import { imageFolder } from '@csm/datasets/node';
import { integratedGradients } from '@csm/explainers';
import { onnxEncoder } from '@csm/onnx';
import { onnxFile } from '@csm/onnx/node';
import { renderImage, renderMap, upscale } from '@csm/render';
import { writePng } from '@csm/render/node';
import { setBackend } from '@tensorflow/tfjs-core';

await setBackend('wasm');
const encoder = await onnxEncoder(await onnxFile('encoder.onnx'), { normalise: { mean: 0.5, std: 0.5 } });

// A folder of PNG and JPEG files, resized to the encoder's 32 × 32 pixels, with the table attributes.csv.
const faces = await imageFolder({ root: 'faces', size: 32 });
const pictures = async (ids: readonly string[]) => (await faces.images(ids)).transpose(0, 3, 1, 2); // [n, 3, 32, 32], in [0, 1]
const withGlasses = faces.idsWhere({ Eyeglasses: 1 });
const without = faces.idsWhere({ Eyeglasses: 0 });

// The concept: the mean latent of pictures that have it minus the mean latent of those that do not.
const glasses = meanDifference(
  'glasses',
  await encode(encoder, await pictures(withGlasses)),
  await encode(encoder, await pictures(without)),
);

// Which pixels mean "glasses", compared with the mean picture?
const shown = await pictures(withGlasses.slice(0, 1));
const method = integratedGradients({ steps: 20, baseline: meanSample(await pictures(faces.ids)) });
const { scores, maps } = await explain(encoder, glasses, shown, method);
console.log(`score: ${scores.get(0).toFixed(2)}`);
const { layout } = encoder; // 'channelsFirst'
await writePng('out/face.png', upscale(renderImage(shown.pick(0), { layout }), 8));
await writePng('out/map.png', upscale(renderMap(maps.pick(0), { layout }), 8));
encoder.dispose(); // frees the weights
