// The figure of relevance maximisation in docs/guide/choosing-a-method.md: what the channels of the second convolution of a small image encoder
// (examples/text) contribute to "hat", on drawn faces.
//   npx tsx benchmarks/channel-figure.ts [--seed 2] [--out docs/images/channels.png]
import '@csm/wasm';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { encode, explain, meanDifference } from '@csm/core';
import { selectSamples, syntheticFaces } from '@csm/datasets';
import { conceptRelevance, layerNames, lrp, relevanceMaximisation } from '@csm/explainers';
import { onnxEncoder } from '@csm/onnx';
import { onnxFile } from '@csm/onnx/node';
import { channelFigure } from '@csm/render';
import { rasterize, writePng } from '@csm/render/node';
import { setBackend } from '@tensorflow/tfjs-core';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '2' },
    out: { type: 'string', default: 'docs/images/channels.png' },
    layer: { type: 'string' },
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
const latents = (hat: 0 | 1) => {
  const rows = [...Array(400).keys()].filter((face) => faces.attributes.get(face, column) === hat);
  return encode(encoder, selectSamples(images, rows));
};
const concept = meanDifference('Hat', await latents(1), await latents(0));

const method = lrp();
const names = layerNames(encoder);
console.log(names.join(', '));
const layer = values.layer ?? names.filter((name) => /conv/i.test(name))[1] ?? '';
const found = await relevanceMaximisation(encoder, concept, images, method, { layer, top: 4, examples: 6 });
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
  ...{ title: 'Channels that carry "hat"', found, inputs: images, maps },
  ...{ layout: encoder.layout, receptiveField: 'crop' },
});
await writePng(values.out, await rasterize(figure));
console.log(values.out);
encoder.dispose();
