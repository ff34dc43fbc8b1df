// Concepts that are typed, with a pair of encoders for images and texts (model/train.py): maps, and the verdict on them.
//   npx tsx examples/text/main.ts
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import '@csm/wasm'; // fast gradients for tfjs' wasm backend
import { conceptScores, cosine, encode, explain } from '@csm/core';
import { type FaceAttribute, meanSample, selectSamples, syntheticFaces } from '@csm/datasets';
import { certify } from '@csm/evaluate';
import { integratedGradients } from '@csm/explainers';
import { onnxEncoder } from '@csm/onnx';
import { onnxFile } from '@csm/onnx/node';
import { openTextEncoder, readTokenizer, textConcept } from '@csm/onnx/text';
import { panel, renderImage, renderMap } from '@csm/render';
import { rasterize, writePng } from '@csm/render/node';
import { setBackend } from '@tensorflow/tfjs-core';

await setBackend('wasm');
const path = (name: string) => fileURLToPath(new URL(`pair/${name}`, import.meta.url));

// The pair: two encoders with one space of embeddings. These are the mean and standard deviation of colours with which CLIP is trained.
const encoder = await onnxEncoder(await onnxFile(path('image.onnx')), {
  normalise: { mean: [0.48145466, 0.4578275, 0.40821073], std: [0.26862954, 0.26130258, 0.27577711] },
});
const texts = await openTextEncoder(await onnxFile(path('text.onnx')), {
  tokenizer: await readTokenizer(
    await readFile(path('tokenizer.json'), 'utf8'),
    await readFile(path('tokenizer_config.json'), 'utf8'),
  ),
});

// Concepts: several words for the same, in several sentences, and what the concept is not.
const templates = ['a face with {}', 'a person with {}', 'a drawing of a face with {}'];
const hat = await textConcept(texts, ['a hat', 'a cap'], {
  templates,
  without: ['no hat', 'no cap'],
  name: 'Hat',
});
const glasses = await textConcept(texts, ['glasses', 'eyeglasses', 'spectacles'], {
  templates,
  without: ['no glasses', 'no eyeglasses'],
  name: 'Glasses',
});
const nonsense = await textConcept(texts, 'quick brown fox', {
  templates,
  without: 'lazy old dog',
  name: 'Nonsense',
});

// Faces in PyTorch's order of axes, [n, channels, height, width].
const faces = syntheticFaces({ count: 400, size: 32, seed: 2 });
const has = (name: FaceAttribute, face: number) =>
  faces.attributes.get(face, faces.attributeNames.indexOf(name)) === 1;
const all = [...Array(400).keys()];
const withHat = all.filter((face) => has('Wearing_Hat', face));
const withoutHat = all.filter((face) => !has('Wearing_Hat', face));
const pictures = (rows: readonly number[]) => selectSamples(faces.images, rows).transpose(0, 3, 1, 2);

// Zero-shot classification: with a contrast, a positive score means that "a hat" fits a picture better than "no hat".
const scores = conceptScores(await encode(encoder, pictures(all)), [cosine(hat)]);
const right = all.filter((face) => scores.get(face, 0) > 0 === has('Wearing_Hat', face)).length;
console.log(`right about hats: ${right} of 400`);

// Maps of the cosine, the score with which such pairs are trained.
const shown = withHat.filter((face) => has('Eyeglasses', face)).slice(0, 3);
const concepts = [hat, glasses, nonsense];
const explainer = integratedGradients({ baseline: meanSample(pictures(withoutHat)), tolerance: 0.02 });
const explanations = await explain(encoder, concepts.map(cosine), pictures(shown), explainer);

const { layout } = encoder; // 'channelsFirst'
const figure = panel({
  title: 'Concepts that were typed',
  columns: ['face', ...concepts.map(({ name }) => name)],
  rows: shown.map((face, row) => ({
    label: `face ${face}`,
    cells: [
      { image: renderImage(pictures([face]).pick(0), { layout }) },
      ...explanations.map(({ maps }) => ({ image: renderMap(maps.pick(row), { layout }) })),
    ],
  })),
});
await writePng('out/text/panel.png', await rasterize(figure));

// The verdict: on examples, whose labels are yours.
for (const concept of [hat, nonsense]) {
  const certificate = await certify(
    {
      encoder,
      concept,
      positives: pictures(withHat.slice(0, 40)),
      negatives: pictures(withoutHat.slice(0, 40)),
      inputs: pictures(withHat.slice(-3)),
      explainer,
    },
    { score: cosine, regions: false },
  );
  console.log(`${concept.name}: ${certificate.verdict}`);
  for (const reason of certificate.reasons) console.log(`  ${reason}`);
}
await texts.dispose();
encoder.dispose();
