import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encode, layersEncoder } from '@csm/core';
import { readNpy } from '@csm/core/node';
import { imageVae } from '@csm/models';
import { saveVae } from '@csm/models/node';
import { memory, ones, setBackend, type Tensor2D } from '@tensorflow/tfjs-core';
import { input, layers, model as layersModel } from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sharedPath } from '../../../../test/shared-folder.js';
import { silentRun } from '../../test/silent-run.js';
import { writeLayersModel } from '../../test/write-layers-model.js';
import { inFlags } from '../terminal/in-flags.js';
import type { ModelOptions } from './model-options.js';
import { openModel } from './open-model.js';

const example = (name: string) =>
  fileURLToPath(new URL(`../../../../examples/onnx/${name}`, import.meta.url));
const keras = fileURLToPath(
  new URL('../../../models/test/fixtures/keras-3/sequential.keras', import.meta.url),
);

let folder: string;
beforeAll(async () => {
  await import('@csm/wasm');
  await setBackend('wasm');
  folder = await mkdtemp(join(tmpdir(), 'csm-models-'));
});
afterAll(() => rm(folder, { recursive: true }));

const { run } = silentRun();
const wasm: ModelOptions = { engine: 'wasm' };

describe('formats', () => {
  it('reads ONNX, with the latents of PyTorch in every engine', async () => {
    const inputs = await readNpy(example('ten-inputs.npy'));
    const expected = await readNpy(example('ten-latents.npy'));
    for (const engine of ['auto', 'onnxruntime', 'wasm', 'cpu'] as const) {
      const before = memory().numTensors;
      const model = await openModel(example('encoder.onnx'), { engine, normalise: '0.5/0.5' }, run);
      const latents = await encode(model.encoder, inputs);
      const differences = [...latents.data].map((value, i) =>
        Math.abs(value - expected.get(Math.floor(i / 16), i % 16)),
      );
      expect(Math.max(...differences)).toBeLessThan(1e-5);
      expect(model.engine).toMatch(
        { auto: /^ONNX Runtime \d/, onnxruntime: /^ONNX/, wasm: /4\.22\.0, wasm$/, cpu: /, cpu$/ }[engine],
      );
      await model.dispose();
      expect(memory().numTensors).toBe(before);
    }
    const hash = createHash('sha256').update(await readFile(example('encoder.onnx')));
    const model = await openModel(example('encoder.onnx'), wasm, run);
    expect([model.format, model.sha256]).toEqual(['ONNX', hash.digest('hex')]);
    await model.dispose();
  });

  it('reads a folder of saveVae, with its decoder', async () => {
    const path = join(folder, 'vae');
    const vae = imageVae({ size: 8, filters: [4], dense: [8], latentSize: 3 });
    await saveVae(vae, path);
    const before = memory().numTensors;
    const model = await openModel(path, wasm, run);
    const image = ndarray(new Float32Array(192).fill(0.5), [1, 8, 8, 3]);
    const own = await encode(layersEncoder(vae.encoder), image);
    expect([...(await encode(model.encoder, image)).data]).toEqual([...own.data]);
    const latent = ones([1, 3]) as Tensor2D;
    const decoded = await model.decoder?.decode(latent);
    expect(decoded?.shape).toEqual([1, 8, 8, 3]);
    decoded?.dispose();
    latent.dispose();
    expect(Object.keys(model.files)).toContain('encoder/model.json');
    await model.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it('reads a layers model: model.json or its folder, and a .keras file', async () => {
    const json = join(folder, 'vae', 'encoder', 'model.json');
    for (const path of [json, join(folder, 'vae', 'encoder')]) {
      const model = await openModel(path, { ...wasm, decoder: join(folder, 'vae', 'decoder') }, run);
      expect([model.format, model.encoder.latentSize]).toEqual(['TensorFlow.js layers model', 3]);
      expect(model.decoder).toBeDefined();
      expect(model.decoderSha256).toMatch(/^[0-9a-f]{64}$/);
      await model.dispose();
    }
    const model = await openModel(keras, wasm, run);
    expect(model.format).toBe('Keras');
    await model.dispose();
  });

  const graph = sharedPath('data/mnist-vae-graph-model/encoder');
  it.skipIf(graph === undefined)('reads a graph model, which its JSON states', async () => {
    const names = await readFile(join(graph!, 'model.json'), 'utf8');
    expect(names).toContain('graph-model');
    const model = await openModel(graph!, { ...wasm }, run).catch((error: Error) => error.message);
    if (typeof model === 'string') return expect(model).toMatch(/--latent-output \S/);
    expect(model.format).toBe('TensorFlow.js graph model');
    return model.dispose();
  });
});

describe('what is rejected, with the way out', () => {
  const files: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
    ['model.h5', '\x89HDF\r\n\x1a\n', /HDF5.*model\.save\("model\.keras"\)/],
    ['weights.pt', 'PK\x03\x04 archive/data.pkl', /PyTorch.*torch\.onnx\.export.*your-model\.md/],
    ['model.pth', '\x80\x02}q\x00.', /PyTorch.*torch\.onnx\.export/],
    ['last.ckpt', '\x80\x02}q\x00.', /PyTorch.*torch\.onnx\.export/],
    ['model.safetensors', '\x10\0\0\0\0\0\0\0{"a":1}', /safetensors.*torch\.onnx\.export/],
    ['page.onnx', '<!DOCTYPE html><html></html>', /HTML page.*download the file again/],
    ['page.keras', '<html></html>', /HTML page/],
    ['pointer.onnx', 'version https://git-lfs.github.com/spec/v1', /Git LFS pointer.*git lfs pull/],
    ['empty.onnx', '', /empty file/],
    ['text.keras', 'hello', /zip archive/],
    ['broken.json', '{"format": "layers-mo', /not valid JSON/],
    ['config.json', '{"class_name":"Sequential","config":{}}', /model\.save\("model\.keras"\)/],
    ['picture.png', '\x89PNG\r\n', /a picture.*model first/],
    ['latents.npy', '\x93NUMPY', /NumPy.*model first/],
    ['notes.txt', 'a model', /another format/],
    ['truncated.onnx', '\x08\x07\x12\x04abc', /./],
  ];
  it.each(files)('%s', async (name, content, message) => {
    const path = join(folder, name);
    await writeFile(path, typeof content === 'string' ? Buffer.from(content, 'latin1') : content);
    const before = memory().numTensors;
    const error = await openModel(path, wasm, run).catch((caught: Error) => caught);
    expect(error).toMatchObject({ code: 'ERR_INVALID_FILE', message: expect.stringMatching(message) });
    expect((error as Error).message).toContain(name);
    expect((error as Error).message).not.toMatch(/onnxEncoder|loadLayersModel|layersEncoder/);
    expect(memory().numTensors).toBe(before);
  });

  it('folders: a SavedModel, one with a model in it, an empty one, a missing one', async () => {
    const saved = join(folder, 'saved');
    await mkdir(saved);
    await writeFile(join(saved, 'saved_model.pb'), '\x08\x01\x12');
    await expect(openModel(saved, wasm, run)).rejects.toThrow(
      /SavedModel.*tensorflowjs_converter --input_format=tf_saved_model/,
    );
    const parent = join(folder, 'parent');
    await mkdir(parent);
    await expect(openModel(parent, wasm, run)).rejects.toThrow(/holds no model/);
    await copyFile(example('encoder.onnx'), join(parent, 'encoder.onnx'));
    await expect(openModel(parent, wasm, run)).rejects.toThrow(`such as ${join(parent, 'encoder.onnx')}`);
    await expect(openModel(join(folder, 'none.onnx'), wasm, run)).rejects.toThrow(
      /none\.onnx.*does not exist/,
    );
  });

  it('an ambiguous latent, in flags of the command', async () => {
    const before = memory().numTensors;
    const x = input({ shape: [4] });
    const [a, b] = ['first', 'second'].map((name) => layers.dense({ name, units: 2 }).apply(x));
    const two = layersModel({ inputs: x, outputs: [a, b] as never });
    const path = join(folder, 'two');
    await writeLayersModel(path, two);
    two.dispose();
    await expect(openModel(path, wasm, run)).rejects.toThrow(
      /^\S*two: expected one output.*"first" and "second".*--latent-output first\.$/,
    );
    const model = await openModel(path, { ...wasm, latentOutput: 'second' }, run);
    await model.dispose();
    await expect(openModel(path, { ...wasm, latentOutput: 'third' }, run)).rejects.toThrow(/"third"/);
    expect(memory().numTensors).toBe(before);
  });
});

it('frees the encoder if the decoder cannot be read', async () => {
  const before = memory().numTensors;
  const bad = openModel(example('encoder.onnx'), { ...wasm, decoder: join(folder, 'page.onnx') }, run);
  await expect(bad).rejects.toThrow(/page\.onnx/);
  const decoder = openModel(example('encoder.onnx'), { ...wasm, decoder: example('encoder.onnx') }, run);
  await expect(decoder).rejects.toThrow(/--decoder-output/);
  expect(memory().numTensors).toBe(before);
});

it.each([
  [
    "pass { latent: 'flatten' }, 'mean' or 'max', or name another layer with { output }.",
    'pass --latent flatten, mean or max, or name another layer with --latent-output NAME.',
  ],
  [
    'pass it without the batch axis: graphEncoder(model, { inputShape: [28, 28, 1] }).',
    'pass it without the batch axis: --input-shape 28,28,1.',
  ],
  ['onnxEncoder: pass { given: { "t": … } }, or so', 'pass --given t=NUMBER, or so'],
])('translates %j', (message, expected) => {
  expect(inFlags(message)).toBe(expected);
});
