import { readFile, writeFile } from 'node:fs/promises';
import { selectSamples, syntheticFaces } from '@csm/datasets';
import { onnxEncoder } from '@csm/onnx';
import { answerRequests } from '../../web.js';

export { vae } from '../../faces.js';

const models = new URL('../../../../../examples/onnx/', import.meta.url);
for (const name of ['encoder.onnx', 'decoder.onnx'])
  await writeFile(name, await readFile(new URL(name, models)));

const faces = syntheticFaces({ count: 24, size: 32, seed: 1 });
const smiles = faces.attributeNames.indexOf('Smiling');
const facesThat = (smile: number) =>
  selectSamples(
    faces.images,
    [...Array(24).keys()].filter((face) => faces.attributes.get(face, smiles) === smile),
  ).transpose(0, 3, 1, 2);
export const withSmile = facesThat(1);
export const withoutSmile = facesThat(0);
export const images = selectSamples(faces.images, [0, 1]).transpose(0, 3, 1, 2);

const pair = new URL('../../../../../examples/text/pair/', import.meta.url);
await writeFile('text.onnx', await readFile(new URL('text.onnx', pair)));
export const tokenizerJson = await readFile(new URL('tokenizer.json', pair), 'utf8');
export const tokenizerConfig = await readFile(new URL('tokenizer_config.json', pair), 'utf8');
export const imageEncoder = await onnxEncoder(await readFile(new URL('image.onnx', pair)));

export const after = await answerRequests(async (_, response) => {
  response.end(await readFile('encoder.onnx'));
});
