import '@csm/wasm'; // fast gradients for tfjs' wasm backend
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { encode, meanDifference } from '@csm/core';
import { writeNpy } from '@csm/core/node';
import { meanSample, selectSamples, syntheticFaces } from '@csm/datasets';
import { integratedGradients } from '@csm/explainers';
import { exportExplanation, onnxEncoder } from '@csm/onnx';
import { onnxFile, saveOnnx } from '@csm/onnx/node';
import { setBackend } from '@tensorflow/tfjs-core';

await setBackend('wasm');

// A model, a concept and a method. Use your own instead.
const model = await onnxFile(fileURLToPath(new URL('../encoder.onnx', import.meta.url)));
const encoder = await onnxEncoder(model, { normalise: { mean: 0.5, std: 0.5 } });
const faces = syntheticFaces({ count: 1000, size: 32, seed: 2 });
const column = faces.attributeNames.indexOf('Eyeglasses');
const facesWith = (glasses: number) => {
  const rows = [...Array(1000).keys()].filter((face) => faces.attributes.get(face, column) === glasses);
  return selectSamples(faces.images, rows).transpose(0, 3, 1, 2); // the model's order: [n, channels, height, width]
};
const [withGlasses, without] = [facesWith(1), facesWith(0)];
const glasses = meanDifference('glasses', await encode(encoder, withGlasses), await encode(encoder, without));
const method = integratedGradients({ steps: 20, baseline: meanSample(without) });

const file = await exportExplanation(encoder, glasses, method);
await mkdir('out/export', { recursive: true });
await saveOnnx('out/export/glasses.onnx', file);
await writeNpy('out/export/faces.npy', selectSamples(withGlasses, [0, 1, 2]));
console.log(`out/export/glasses.onnx, ${(file.length / 1e6).toFixed(1)} MB`);
encoder.dispose();
