import '@csm/wasm'; // fast gradients for tfjs' wasm backend
import { writeFile } from 'node:fs/promises';
import { encode, meanDifference } from '@csm/core';
import { meanSample } from '@csm/datasets';
import { imageFolder } from '@csm/datasets/node';
import { certificateToJson, certify } from '@csm/evaluate';
import { integratedGradients } from '@csm/explainers';
import { onnxEncoder } from '@csm/onnx';
import { onnxFile } from '@csm/onnx/node';
import { certificateFigure, overlay } from '@csm/render';
import { rasterize, writePng } from '@csm/render/node';
import { setBackend } from '@tensorflow/tfjs-core';

const name = 'Eyeglasses'; // a column of faces/attributes.csv
await setBackend('wasm');

// Your model and your pictures, which are resized to the model's inputs.
const encoder = await onnxEncoder(await onnxFile('encoder.onnx'), { normalise: { mean: 0.5, std: 0.5 } });
const faces = await imageFolder({ root: 'faces', size: 32 });
const pictures = async (ids: readonly string[]) => (await faces.images(ids)).transpose(0, 3, 1, 2); // PyTorch's order of axes
const having = faces.idsWhere({ [name]: 1 });
const lacking = faces.idsWhere({ [name]: 0 });

// The concept, from half of the pictures: the mean latent of those with glasses minus that of those without.
const half = (ids: readonly string[]) => ids.slice(0, ids.length / 2);
const rest = (ids: readonly string[]) => ids.slice(ids.length / 2);
const concept = meanDifference(
  name,
  await encode(encoder, await pictures(half(having))),
  await encode(encoder, await pictures(half(lacking))),
);

// The maps of three other pictures, and whether to believe them: tested on the other half, which the vector has not seen.
const [shown, positives, negatives] = [rest(having).slice(0, 3), rest(having).slice(3), rest(lacking)];
const labelsOf = (other: string) => ({
  positives: faces.labels(other, positives).map((label) => label === 1),
  negatives: faces.labels(other, negatives).map((label) => label === 1),
});
const others = faces.attributeNames.filter((other) => other !== name);
const certificate = await certify(
  {
    ...{ encoder, concept, inputs: await pictures(shown) },
    ...{ positives: await pictures(positives), negatives: await pictures(negatives) },
    labels: Object.fromEntries(others.map((other) => [other, labelsOf(other)])),
    explainer: integratedGradients({ steps: 20, baseline: meanSample(await pictures(faces.ids)) }),
  },
  { onProgress: ({ done, total }) => console.log(`step ${done} of ${total}`) },
);
console.log(`${name}: ${certificate.verdict}`);
for (const reason of certificate.reasons) console.log(reason);

const { inputs, maps } = certificate;
await writePng('out/map.png', overlay(inputs.pick(0), maps.pick(0), { layout: 'channelsFirst', scale: 8 }));
await writePng('out/certificate.png', await rasterize(certificateFigure(certificate)));
await writeFile('out/certificate.json', certificateToJson(certificate));
encoder.dispose();
