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

const input = {
  class_name: 'InputLayer',
  name: 'x',
  config: { name: 'x', batch_input_shape: [null, 4], dtype: 'float32' },
  inbound_nodes: [],
};
const dense = (name: string, from: unknown, config = {}) => ({
  class_name: 'Dense',
  name,
  config: { name, units: 3, ...config },
  inbound_nodes: [[from]],
});
const modelOf = (layers: unknown) => ({
  class_name: 'Model',
  config: { name: 'm', layers, input_layers: [['x', 0, 0]], output_layers: [['latent', 0, 0]] },
});
let nested: object = dense('latent', ['x', 0, 0, {}]);
for (let depth = 0; depth < 1000; depth++) {
  nested = { class_name: 'TimeDistributed', name: 't', config: { layer: nested }, inbound_nodes: [] };
}

/** Topologies that tfjs would build for ever, or with weights of any size. */
const brokenTopologies: [string, unknown[], RegExp][] = [
  ['an input that is a number', [input, dense('latent', 1e39)], /layer "latent" has the input 1e\+39/],
  [
    'an input that does not exist',
    [input, dense('latent', ['y', 0, 0, {}])],
    /model\.json: .*the inputs of layer "latent" are missing, or depend on its output/,
  ],
  ['a call that does not exist', [input, dense('latent', ['x', 1, 0, {}])], /inputs of layer "latent"/],
  [
    'layers in a circle',
    [input, dense('a', ['latent', 0, 0, {}]), dense('latent', ['a', 0, 0, {}])],
    /inputs of layer "a" are missing, or depend on its output/,
  ],
  ['a duplicate layer', [input, input, dense('latent', ['x', 0, 0, {}])], /the name "x" is a duplicate/],
  ['a layer that is no object', [input, 7, dense('latent', ['x', 0, 0, {}])], /a layer has no name/],
  [
    'a layer with more units than weights',
    [input, dense('latent', ['x', 0, 0, {}], { units: 400_000_000 })],
    /layer "latent" has units 400000000, but the largest weight has 12 values/,
  ],
  ['a thousand layers inside each other', [input, nested], /nested more than 100 times/],
];

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
    ...brokenTopologies.map(([what, layers, message]): [string, () => Promise<unknown>, RegExp] => [
      what,
      () => edit((json) => Object.assign(json, { modelTopology: modelOf(layers) })),
      message,
    ]),
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
    await expect(loadLayersModelFromDisk(folder)).rejects.toThrow(/c\.bin does not exist/);
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
