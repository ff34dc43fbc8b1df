import '@tensorflow/tfjs-backend-cpu';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memory, ones, setBackend, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadLayersModelFromDisk } from './load-layers-model-from-disk.js';
import { writeModel } from './write-model.js';

let folder: string;
beforeAll(() => setBackend('cpu'));
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'csm-models-')), 'mine');
  const model = sequential({ layers: [layers.dense({ units: 3, inputShape: [4], name: 'latent' })] });
  expected = outputs(model);
  await writeModel(model, folder);
  model.dispose();
});
afterEach(() => rm(join(folder, '..'), { recursive: true }));

let expected: number[];
const outputs = (model: LayersModel) =>
  tidy(() => Array.from((model.predict(ones([2, 4])) as Tensor).dataSync()));
const edit = async (change: (json: Record<string, unknown>) => void) => {
  const file = join(folder, 'model.json');
  const json = JSON.parse(await readFile(file, 'utf8'));
  change(json);
  await writeFile(file, JSON.stringify(json));
};
const manifest = (json: Record<string, unknown>) =>
  json.weightsManifest as { paths: string[]; weights: { name: string }[] }[];

describe('loadLayersModelFromDisk', () => {
  it('loads a model in tfjs’ own format, also one whose weights are in several files', async () => {
    const bytes = await readFile(join(folder, 'weights.bin'));
    await writeFile(join(folder, 'group1-shard1of2'), bytes.subarray(0, 10));
    await writeFile(join(folder, 'group1-shard2of2'), bytes.subarray(10));
    for (const paths of [['weights.bin'], ['group1-shard1of2', 'group1-shard2of2']]) {
      await edit((json) => {
        manifest(json)[0]!.paths = paths;
      });
      const before = memory().numTensors;
      const model = await loadLayersModelFromDisk(folder);
      expect(outputs(model)).toEqual(expected);
      expect(model.layers.map((layer) => layer.name)).toContain('latent');
      model.dispose();
      expect(memory().numTensors).toBe(before);
    }
  });

  it.each<[string, () => Promise<unknown>, RegExp]>([
    [
      'a folder without model.json',
      () => rename(join(folder, 'model.json'), join(folder, 'other.json')),
      /model\.json does not exist; check that .*mine is the folder that the model was saved to/,
    ],
    [
      'a graph model',
      () => edit((json) => Object.assign(json, { format: 'graph-model' })),
      /expected a layers model; .*model\.json is a graph model; .*convert/,
    ],
    [
      'NaN',
      async () => writeFile(join(folder, 'weights.bin'), Buffer.alloc(60, 0xff)),
      /"latent\/kernel" in .*weights\.bin holds NaN/,
    ],
    [
      'weights under another name',
      () =>
        edit((json) => {
          manifest(json)[0]!.weights[1]!.name = 'somebody/bias';
        }),
      /for .*model\.json tfjs reports: .*somebody\/bias/,
    ],
    [
      'a layer that tfjs does not know',
      () =>
        edit((json) => {
          const text = JSON.stringify(json.modelTopology).replaceAll('"Dense"', '"Capsule"');
          json.modelTopology = JSON.parse(text);
        }),
      /for .*model\.json tfjs reports: .*Capsule/,
    ],
  ])('rejects %s', async (_name, damage, message) => {
    await damage();
    const before = memory().numTensors;
    const error: Error = await loadLayersModelFromDisk(folder).then(
      () => new Error('no error'),
      (e) => e,
    );
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/^loadLayersModelFromDisk: .*\.$/s);
    expect(memory().numTensors).toBe(before);
  });

  it('rejects a missing folder argument', async () => {
    await expect(loadLayersModelFromDisk(undefined as never)).rejects.toThrow(
      'loadLayersModelFromDisk: folder must be a path, such as "models/faces"; got undefined.',
    );
  });
});
