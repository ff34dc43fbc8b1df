import '@tensorflow/tfjs-backend-cpu';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hdf5FromBytes } from '@csm/base/hdf5';
import { memory, setBackend, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { Uint8ArrayReader, Uint8ArrayWriter, ZipReader, ZipWriter } from '@zip.js/zip.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadLayersModelFromDisk } from '../files/load-layers-model-from-disk.js';
import { readKerasWeight } from '../keras/keras-weight.js';
import { weightsByPath } from '../keras/weights-by-path.js';
import { loadKerasModel } from './load-keras-model.js';

beforeAll(() => setBackend('cpu'));

const fixture = (name: string) =>
  fileURLToPath(new URL(`../../test/fixtures/keras-3/${name}`, import.meta.url));
const models = ['branches', 'convolutions', 'recurrent', 'sequential'];

interface Numbers {
  readonly shape: number[];
  readonly values: number[];
}

/** Largest difference between the outputs of a model and those that Keras computed. */
async function deviation(model: LayersModel, name: string): Promise<number> {
  const { inputs, outputs } = JSON.parse(await readFile(fixture(`${name}.json`), 'utf8')) as Record<
    string,
    Numbers[]
  >;
  return tidy(() => {
    const x = inputs!.map(({ shape, values }) => tensor(values, shape));
    const found = [model.predict(x.length > 1 ? x : x[0]!)].flat() as Tensor[];
    expect(found.map(({ shape }) => shape)).toEqual(outputs!.map(({ shape }) => shape));
    const differences = found.flatMap((output, k) =>
      Array.from(output.dataSync(), (value, i) => Math.abs(value - outputs![k]!.values[i]!)),
    );
    return differences.reduce((a, b) => Math.max(a, b), 0);
  });
}

/** The entries of an archive, to write them again in another way. */
async function entriesOf(bytes: Uint8Array): Promise<Map<string, Uint8Array>> {
  const reader = new ZipReader(new Uint8ArrayReader(bytes), { useWebWorkers: false });
  const found = new Map<string, Uint8Array>();
  for (const entry of await reader.getEntries()) {
    if (!entry.directory) found.set(entry.filename, await entry.getData(new Uint8ArrayWriter()));
  }
  return found;
}

async function zip(entries: ReadonlyMap<string, Uint8Array>, options: object = {}): Promise<Uint8Array> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false, ...options });
  for (const [name, bytes] of entries) await writer.add(name, new Uint8ArrayReader(bytes));
  return writer.close();
}

describe('.keras files of Keras 3', () => {
  it.each(models)('%s: outputs equal those of Keras, from disk and from bytes', async (name) => {
    const fromDisk = await loadLayersModelFromDisk(fixture(`${name}.keras`));
    // Float32, and a few layers of numbers near 1.
    expect(await deviation(fromDisk, name)).toBeLessThan(2e-6);
    fromDisk.dispose();
    const bytes = await readFile(fixture(`${name}.keras`));
    for (const file of [bytes, new File([new Uint8Array(bytes)], 'a.keras')]) {
      const model = await loadKerasModel(file);
      expect(await deviation(model, name)).toBeLessThan(2e-6);
      model.dispose();
    }
  });

  it('are read compressed, in zip64, and without metadata', async () => {
    const entries = await entriesOf(await readFile(fixture('sequential.keras')));
    for (const options of [{ level: 9 }, { level: 0, zip64: true }]) {
      const model = await loadKerasModel(await zip(entries, options));
      expect(await deviation(model, 'sequential')).toBeLessThan(2e-6);
      model.dispose();
    }
    entries.delete('metadata.json');
    (await loadKerasModel(await zip(entries))).dispose();
  });

  it('are rejected if they are damaged or something else, without leaving tensors', async () => {
    const good = await readFile(fixture('convolutions.keras'));
    const entries = await entriesOf(good);
    const without = (name: string) => zip(new Map([...entries].filter(([each]) => each !== name)));
    const withEntry = (name: string, text: string) => zip(new Map([...entries, [name, Buffer.from(text)]]));
    const flipped = Buffer.from(good);
    flipped[good.length - 9000] = flipped[good.length - 9000]! ^ 1;
    const zeros = new Uint8Array(70 * 2 ** 20);
    const config = JSON.parse(new TextDecoder().decode(entries.get('config.json')));
    const wider = structuredClone(config);
    wider.config.layers.find((layer: { name: string }) => layer.name === 'z_mean').config.units = 3;
    const other = structuredClone(config);
    other.config.layers.find((layer: { name: string }) => layer.name === 'z_mean').class_name = 'Capsule';
    const cases: [Uint8Array, RegExp][] = [
      [flipped, /expected an undamaged zip archive; reading it fails with ".*CRC32"/],
      [good.subarray(0, good.length - 5000), /expected an undamaged zip archive/],
      [await without('config.json'), /the archive has no config\.json; save the model with model\.save/],
      [await without('model.weights.h5'), /the archive has no model\.weights\.h5/],
      [await withEntry('config.json', '{"config":'), /expected JSON in "config\.json"/],
      [await zip(new Map([['config.json', zeros]]), { level: 9 }), /expands from \d+ to 73400320 bytes/],
      [await zip(entries, { password: 'secret' }), /expected an archive without a password/],
      [await withEntry('model.weights.h5', 'nonsense'), /model\.weights\.h5: expected an HDF5 file/],
      [
        await withEntry('config.json', JSON.stringify(wider)),
        /expected shape \[3, 3\] for a weight of layer "z_mean"/,
      ],
      [await withEntry('config.json', JSON.stringify(other)), /tfjs has no layer "Capsule"/],
      [Buffer.from('<html>'), /expected a \.keras file; this is an HTML page/],
      [
        Buffer.from('PK\u0003\u0004 model/data.pkl'),
        /this is a PyTorch file|expected an undamaged zip archive/,
      ],
      [Buffer.from([1, 2, 3]), /is not a zip archive/],
    ];
    const before = memory().numTensors;
    for (const [bytes, message] of cases) {
      const error: Error = await loadKerasModel(bytes).then(
        () => new Error('no error'),
        (e) => e,
      );
      expect(error.message).toMatch(message);
      expect(error.message).toMatch(/^loadKerasModel: the file: .*\.$/);
      expect(memory().numTensors).toBe(before);
    }
    await expect(loadKerasModel('model.keras' as never)).rejects.toThrow(
      'loadKerasModel: expected a File, Blob',
    );
  });
});

describe('a model.json that tensorflowjs_converter made of a .keras file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'csm-keras-3-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('loads: its weights have the paths of the archive', async () => {
    const entries = await entriesOf(await readFile(fixture('convolutions.keras')));
    const weights = await hdf5FromBytes(entries.get('model.weights.h5')!, 'w').use('test', async (file) => {
      const found: { name: string; shape: readonly number[]; values: Float32Array }[] = [];
      for (const [name, weight] of await weightsByPath(file)) {
        found.push({ name, shape: weight.shape, values: await readKerasWeight('test', file, weight) });
      }
      return found;
    });
    // The converter drops the modules of classes.
    const config = JSON.parse(new TextDecoder().decode(entries.get('config.json')), (key, value) =>
      key === 'module' || key === 'registered_name' ? undefined : value,
    );
    const manifest = [
      { paths: ['w.bin'], weights: weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })) },
    ];
    const topology = { keras_version: '3.5.0', model_config: config };
    const json = { format: 'layers-model', modelTopology: topology, weightsManifest: manifest };
    await writeFile(join(folder, 'model.json'), JSON.stringify(json));
    await writeFile(
      join(folder, 'w.bin'),
      Buffer.concat(weights.map(({ values }) => new Uint8Array(values.buffer))),
    );
    const before = memory().numTensors;
    const model = await loadLayersModelFromDisk(folder);
    expect(await deviation(model, 'convolutions')).toBeLessThan(2e-6);
    model.dispose();
    expect(memory().numTensors).toBe(before);
  });
});
