// Draws the maps that explain.mjs wrote: npx tsx examples/onnx/export/picture.ts
import { readFile } from 'node:fs/promises';
import { readNpy } from '@csm/core/node';
import { panel, renderImage, renderMap } from '@csm/render';
import { rasterize, writePng } from '@csm/render/node';
import ndarray from 'ndarray';

const layout = 'channelsFirst';
const faces = await readNpy('out/export/faces.npy');
const { shape, maps } = JSON.parse(await readFile('out/export/maps.json', 'utf8'));
const found = ndarray(Float32Array.from(maps), shape);
const svg = panel({
  title: 'Glasses, by a file that ran in ONNX Runtime alone',
  colorBars: [
    { range: [-1, 1], label: 'saliency, in units of each map’s display limit; red raises the score' },
  ],
  columns: ['face 1', 'map 1', 'face 2', 'map 2', 'face 3', 'map 3'],
  rows: [
    {
      label: 'IG from the mean',
      cells: [0, 1, 2].flatMap((row) => [
        { image: renderImage(faces.pick(row), { layout }) },
        { image: renderMap(found.pick(row, 0), { layout }) },
      ]),
    },
  ],
});
await writePng('out/export/maps.png', await rasterize(svg));
console.log('out/export/maps.png');
