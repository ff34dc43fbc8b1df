// Step 1 of making the transformer of a seed: draws the scenes on which train.py trains it, as NumPy's .npy.
//   npx tsx benchmarks/evidence/grounds/transformer/model/draw-scenes.ts out/transformer 3
import { mkdir } from 'node:fs/promises';
import { writeNpy } from '@csm/core/node';
import ndarray from 'ndarray';
import { sceneSet } from '../../scenes/scene-set.js';
import { scenes } from '../../scenes/settings.js';

/** As many scenes as a small transformer needs; the last ones are held out. No part of the ground has any of them. */
const COUNT = 10500;

const [folder = 'out/transformer', seed = '3'] = process.argv.slice(2);
await mkdir(folder, { recursive: true });
const { images, labels } = sceneSet({ part: 'transformer', seed: Number(seed), count: COUNT });
await writeNpy(`${folder}/scenes-${seed}.npy`, images);
const trained = scenes.classifier.labels.map((name) => labels[name]);
const table = Uint8Array.from({ length: COUNT * trained.length }, (_, at) => {
  const row = Math.floor(at / trained.length);
  return trained[at % trained.length]?.[row] ?? 0;
});
await writeNpy(`${folder}/labels-${seed}.npy`, ndarray(table, [COUNT, trained.length]));
