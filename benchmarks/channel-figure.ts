// The figure of relevance maximisation in docs/guide/choosing-a-method.md: what the channels of the second convolution of a small image encoder
// (examples/text) contribute to "hat", on drawn faces.
//   npx tsx benchmarks/channel-figure.ts [--seed 2] [--out docs/images/channels.png]
import '@csm/wasm';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { encode, explain, meanDifference } from '@csm/core';
import { selectSamples, syntheticFaces } from '@csm/datasets';
import { conceptRelevance, lrp, relevanceMaximisation } from '@csm/explainers';
import { onnxEncoder } from '@csm/onnx';
import { onnxFile } from '@csm/onnx/node';
import { channelFigure } from '@csm/render';
import { rasterize, writePng } from '@csm/render/node';
import { setBackend } from '@tensorflow/tfjs-core';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '2' },
    out: { type: 'string', default: 'docs/images/channels.png' },
  },
});
await setBackend('wasm');
const model = fileURLToPath(new URL('../examples/text/pair/image.onnx', import.meta.url));
const encoder = await onnxEncoder(await onnxFile(model), {
  normalise: { mean: [0.48145466, 0.4578275, 0.40821073], std: [0.26862954, 0.26130258, 0.27577711] },
});
const faces = syntheticFaces({ count: 400, size: 32, seed: Number(values.seed) });
const images = faces.images.transpose(0, 3, 1, 2);
const column = faces.attributeNames.indexOf('Wearing_Hat');
const facesWhere = (hat: 0 | 1) =>
  [...Array(400).keys()].filter((face) => faces.attributes.get(face, column) === hat);
const [withHat, without] = [facesWhere(1), facesWhere(0)];
const latentsOf = (rows: readonly number[]) => encode(encoder, selectSamples(images, rows));
const concept = meanDifference('Hat', await latentsOf(withHat), await latentsOf(without));

const method = lrp();
const layer = '/layers/layers.3/Relu'; // after the second convolution
const found = await relevanceMaximisation(encoder, concept, images, method, { layer, top: 3, examples: 5 });
const meanOf = (rows: readonly number[], channel: number) =>
  rows.reduce((sum, face) => sum + found.relevance.get(face, channel), 0) / rows.length;
for (const { channel } of found.channels) {
  console.log(
    `channel ${channel}: ${meanOf(withHat, channel)} with a hat, ${meanOf(without, channel)} without`,
  );
}
const maps = [];
for (const { channel, examples } of found.channels) {
  const shown = selectSamples(
    images,
    examples.map(({ input }) => input),
  );
  const through = conceptRelevance(method, { layer, channels: [channel] });
  maps.push((await explain(encoder, concept, shown, through)).maps);
}
const figure = channelFigure({
  ...{ title: 'Channels with the largest relevance for "hat"', found, inputs: images, maps },
  ...{ layout: encoder.layout, receptiveField: 'outline' },
});
await writePng(values.out, await rasterize(figure));
console.log(values.out);
encoder.dispose();
