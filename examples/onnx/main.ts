// A β-VAE trained and exported in PyTorch (model/train.py), from its two files to a concept, maps and a counterfactual:
//   npx tsx examples/onnx/main.ts
import '@csm/wasm';
import { fileURLToPath } from 'node:url';
import { type Explanation, encode, explain, meanDifference } from '@csm/core';
import { meanSample, selectSamples, syntheticFaces } from '@csm/datasets';
import {
  counterfactualBaseline,
  describeEncoder,
  gradient,
  integratedGradients,
  paperMethods,
} from '@csm/explainers';
import { traverseLatent } from '@csm/models';
import { onnxDecoder, onnxEncoder } from '@csm/onnx';
import { onnxFile } from '@csm/onnx/node';
import { panel, renderImage, renderMap } from '@csm/render';
import { rasterize, writePng } from '@csm/render/node';
import { setBackend } from '@tensorflow/tfjs-core';
import { nativeEncoder } from '../../packages/cli/src/models/native-encoder.js';

await setBackend('wasm');
const file = (name: string) => onnxFile(fileURLToPath(new URL(name, import.meta.url)));

// The encoder was trained on (x − 0.5) / 0.5. With `normalise`, it takes pictures in [0, 1], and maps are of these pictures.
const read = await onnxEncoder(await file('encoder.onnx'), { normalise: { mean: 0.5, std: 0.5 } });
const native = await nativeEncoder(read);
const { encoder } = native;
const decoder = await onnxDecoder(await file('decoder.onnx'));
console.log((await describeEncoder(encoder, paperMethods)).text);

// Pictures in PyTorch's order of axes, [n, channels, height, width].
const faces = syntheticFaces({ count: 1000, size: 32, seed: 2 });
const column = faces.attributeNames.indexOf('Eyeglasses');
const facesWith = (glasses: number) =>
  [...Array(1000).keys()].filter((face) => faces.attributes.get(face, column) === glasses);
const pictures = (rows: number[]) => selectSamples(faces.images, rows).transpose(0, 3, 1, 2);

// The concept: the mean latent of faces with glasses minus that of the others. The last three faces with glasses are kept for the figure.
const shown = facesWith(1).slice(-3);
const negatives = await encode(encoder, pictures(facesWith(0)));
const concept = meanDifference(
  'glasses',
  await encode(encoder, pictures(facesWith(1).slice(0, -3))),
  negatives,
);

// Maps, and the same faces as the decoder draws them with the concept (α = 0) and without it (α = −1).
const inputs = pictures(shown);
const methods = {
  gradient: gradient(),
  'IG from the mean': integratedGradients({ steps: 20, baseline: meanSample(pictures(facesWith(0))) }),
  'IG from the counterfactual': integratedGradients({
    steps: 20,
    baseline: counterfactualBaseline({ decoder, negatives, range: [0, 1] }),
  }),
};
const maps: Record<string, Explanation> = {};
for (const [name, method] of Object.entries(methods)) {
  maps[name] = await explain(encoder, concept, inputs, method);
}
const decoded = await traverseLatent(decoder, await encode(encoder, inputs), concept, [0, -1]);

const { layout } = encoder; // 'channelsFirst'
const svg = panel({
  title: 'Glasses, according to a β-VAE that was exported from PyTorch',
  colorBars: [
    { range: [-1, 1], label: 'saliency, in units of each map’s display limit; red raises the score' },
  ],
  columns: ['face', 'decoded', 'without glasses', ...Object.keys(methods)],
  rows: shown.map((face, row) => ({
    label: `face ${face}`,
    cells: [
      { image: renderImage(inputs.pick(row), { layout }), outline: faces.mask(face, 'Eyeglasses') },
      { image: renderImage(decoded.pick(row, 0), { layout }) },
      { image: renderImage(decoded.pick(row, 1), { layout }) },
      ...Object.values(maps).map((each) => ({ image: renderMap(each.maps.pick(row), { layout }) })),
    ],
  })),
  outlineLabel: 'the glasses',
});
await writePng('out/onnx/panel.png', await rasterize(svg));
console.log('out/onnx/panel.png');
await native.dispose();
read.dispose();
decoder.dispose();
