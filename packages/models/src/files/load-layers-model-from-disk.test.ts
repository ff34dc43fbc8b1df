import '@tensorflow/tfjs-backend-cpu';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { memory, ones, setBackend, type Tensor, tidy } from '@tensorflow/tfjs-core';
import {
  model as buildModel,
  input,
  type LayersModel,
  layers,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
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
      /expected a folder with model\.json; .*mine has none; pass the path of a file, such as .*other\.json/,
    ],
    [
      'JSON of great depth',
      () => writeFile(join(folder, 'model.json'), `{"modelTopology":${'['.repeat(1e5)}${']'.repeat(1e5)}}`),
      /expected at most 1000 lists and objects inside each other; .*model\.json has more/,
    ],
    [
      'a layer that is larger than its weights',
      () =>
        edit((json) => {
          const text = JSON.stringify(json.modelTopology).replaceAll('"units":3', '"units":300000000');
          json.modelTopology = JSON.parse(text);
        }),
      /model\.json: expected layers whose weights are in the file; layer "latent" has units 300000000/,
    ],
    [
      'a graph model',
      () => edit((json) => Object.assign(json, { format: 'graph-model' })),
      /expected a layers model; .*model\.json is a graph model; load it with loadGraphModelFromDisk/,
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
      /model\.json: .*tfjs reports: .*somebody\/bias/,
    ],
    [
      'a layer that tfjs does not know',
      () =>
        edit((json) => {
          const text = JSON.stringify(json.modelTopology).replaceAll('"Dense"', '"Capsule"');
          json.modelTopology = JSON.parse(text);
        }),
      /model\.json: .*tfjs has no layer "Capsule"; register .* loadGraphModelFromDisk/,
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

  it('rejects anything but a path', async () => {
    await expect(loadLayersModelFromDisk(undefined as never)).rejects.toThrow(
      'loadLayersModelFromDisk: path must be the path of a folder or file, such as "models/faces"; got undefined.',
    );
    await expect(loadLayersModelFromDisk('https://example.com/model.json')).rejects.toThrow(
      'loadLayersModelFromDisk: path must be a path on this computer; got "https://…"; over HTTP use tf.loadLayersModel',
    );
  });

  it('takes a folder or a file, as a path or a URL', async () => {
    const file = join(folder, 'model.json');
    for (const path of [folder, `${folder}/`, file, pathToFileURL(folder), pathToFileURL(file).href]) {
      const model = await loadLayersModelFromDisk(path);
      expect(outputs(model)).toEqual(expected);
      model.dispose();
    }
    await rename(file, join(folder, 'latent.json'));
    const renamed = await loadLayersModelFromDisk(join(folder, 'latent.json'));
    expect(outputs(renamed)).toEqual(expected);
    renamed.dispose();
  });

  it('names the weight file that is missing or incomplete', async () => {
    const bytes = await readFile(join(folder, 'weights.bin'));
    const parts = ['a.bin', 'b.bin', 'c.bin'];
    const cut = [bytes.subarray(0, 24), bytes.subarray(24, 48), bytes.subarray(48)];
    for (const [i, name] of parts.entries()) await writeFile(join(folder, name), cut[i]!);
    await edit((json) => {
      manifest(json)[0]!.paths = parts;
    });
    (await loadLayersModelFromDisk(folder)).dispose();
    await writeFile(join(folder, 'b.bin'), cut[1]!.subarray(0, 9));
    await expect(loadLayersModelFromDisk(folder)).rejects.toThrow(
      /expected 60 bytes of weights for .*model\.json; .*b\.bin holds 9 bytes of 3 files with 45 bytes in all and is incomplete/,
    );
    await writeFile(join(folder, 'b.bin'), cut[1]!);
    await writeFile(join(folder, 'c.bin'), cut[2]!.subarray(1));
    await expect(loadLayersModelFromDisk(folder)).rejects.toThrow(/c\.bin holds 11 bytes .* is incomplete/);
    await rm(join(folder, 'c.bin'));
    await expect(loadLayersModelFromDisk(folder)).rejects.toThrow(
      /c\.bin does not exist, although model\.json names it/,
    );
  });

  it.each([
    ['model.onnx', Buffer.from([8, 7, 0x12, 7]), /is an ONNX model, which cannot be read yet; .*onnx2tf/],
    ['model.pth', Buffer.from('PK\u0003\u0004 model/data.pkl'), /is a PyTorch file; .*torch\.onnx\.export/],
    ['model.pt', Buffer.from([0x80, 2, 0x8a]), /is a PyTorch file/],
    [
      'model.safetensors',
      Buffer.from('\u0040\0\0\0\0\0\0\0{"a":{}}'),
      /is a safetensors file, which holds weights without their model; load/,
    ],
    [
      'saved_model.pb',
      Buffer.from([8, 1, 0x12]),
      /; .*tensorflowjs_converter --output_format=tfjs_graph_model/,
    ],
    ['model.tflite', Buffer.from('\0\0\0\0TFL3'), /is a TensorFlow Lite model/],
    ['model.ckpt.index', Buffer.from('abc'), /is part of a TensorFlow checkpoint/],
  ])('says how %s can be used', async (name, bytes, message) => {
    const file = join(folder, name);
    await writeFile(file, bytes);
    const error = await loadLayersModelFromDisk(file).catch((e) => e);
    expect(error.message).toMatch(message);
    expect(error).toMatchObject({ code: 'ERR_INVALID_FILE' });
    await rm(join(folder, 'model.json'));
    if (name !== 'saved_model.pb') return;
    await expect(loadLayersModelFromDisk(folder)).rejects.toThrow(
      /none; saved_model\.pb is a TensorFlow graph/,
    );
  });

  it('says what a json of another kind is', async () => {
    const file = join(folder, 'model.json');
    const { modelTopology, weightsManifest } = JSON.parse(await readFile(file, 'utf8'));
    for (const [json, message] of [
      [modelTopology, /has the layers of a Keras model without its weights/],
      [weightsManifest, /is a list of weights without a model/],
      [
        { modelTopology: { node: [] }, weightsManifest },
        /is a graph model; load it with loadGraphModelFromDisk/,
      ],
      [
        { modelTopology, weightsManifest: [{ paths: 'x' }] },
        /expected a weightsManifest with paths and weights/,
      ],
    ] as const) {
      await writeFile(file, JSON.stringify(json));
      await expect(loadLayersModelFromDisk(folder)).rejects.toThrow(message);
    }
  });

  it('loads recurrent layers without the package @tensorflow/tfjs', async () => {
    const inner = () => layers.lstm({ units: 4, recurrentInitializer: 'zeros' }) as never;
    const x = input({ shape: [5, 3] });
    const h = layers.bidirectional({ layer: inner(), mergeMode: 'concat' }).apply(x);
    const model = buildModel({ inputs: x, outputs: h as SymbolicTensor });
    await writeModel(model, folder);
    // Keras' default, which tfjs would compute by chained operations and a QR decomposition.
    await edit((json) => {
      const zeros = /"recurrent_initializer":\{"class_name":"Zeros","config":\{\}\}/g;
      const orthogonal =
        '"recurrent_initializer":{"class_name":"Orthogonal","config":{"gain":1,"seed":null}}';
      const text = JSON.stringify(json.modelTopology).replace(zeros, orthogonal);
      expect(text).toContain('Orthogonal');
      json.modelTopology = JSON.parse(text);
    });
    const loaded = await loadLayersModelFromDisk(folder);
    const run = (of: LayersModel) => tidy(() => (of.predict(ones([2, 5, 3])) as Tensor).arraySync());
    expect(run(loaded)).toEqual(run(model));
    loaded.dispose();
    model.dispose();
  });
});
