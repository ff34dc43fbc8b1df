import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConcepts, loadLatents } from '@csm/core/node';
import { expect, it } from 'vitest';
import { celebaAttributeNames, writeDrawnCeleba } from '../../packages/datasets/test/celeba-folder.js';
import { npySummary } from './test/npy-summary.js';
import { runProgram } from './test/run-program.js';

it("reproduces the faces notebook on drawn pictures in CelebA's layout, with the two CSV files only", async () => {
  const folder = await mkdtemp(join(tmpdir(), 'csm-reproduce-'));
  const [root, out] = [join(folder, 'celeba'), join(folder, 'faces')];
  await writeDrawnCeleba(root, { count: 60, seed: 4, form: 'csv', lineEnd: '\n' });
  await rm(join(root, 'list_eval_partition.csv'));
  await runProgram(() => import('./faces.js'), root, '--out', out, '--epochs', '1', '--steps', '1');

  const shown = ['Bald', 'Bushy_Eyebrows', 'Eyeglasses', 'Mouth_Slightly_Open', 'Smiling', 'Wearing_Hat'];
  const maps = shown.flatMap((name) => [`${name}-guidedbp.npy`, `${name}-rectgrad.npy`]);
  const others = [
    'attributes.png',
    'checkpoint',
    'concepts.json',
    'histograms.png',
    'latents',
    'loss.png',
    'model',
    'scores.npy',
  ];
  expect((await readdir(out)).sort()).toEqual([...maps, ...others].sort());

  const { ids, latents } = await loadLatents(`${out}/latents`);
  expect([ids.length, latents.shape]).toEqual([60, [60, 400]]);
  expect((await loadConcepts(`${out}/concepts.json`)).map(({ name }) => name)).toEqual(celebaAttributeNames);
  expect(await npySummary(`${out}/scores.npy`)).toEqual({ shape: [60, 40], varies: true });
  for (const map of maps) {
    expect(await npySummary(`${out}/${map}`)).toEqual({ shape: [128, 128, 3], varies: true });
  }
  await rm(folder, { recursive: true });
});
