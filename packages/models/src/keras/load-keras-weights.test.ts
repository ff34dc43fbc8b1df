import '@csm/wasm';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Hdf5Dataset } from '@csm/base/hdf5';
import { hdf5FromPath } from '@csm/base/hdf5-node';
import { memory, setBackend, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { pythonWith } from '../../../../test/python-with.js';
import { tinyVae, weightsOf } from '../../test/tiny-vae.js';
import { celebaVae } from '../architectures/celeba-vae.js';
import { convolutionalVae } from '../architectures/convolutional-vae.js';
import { disposeVae } from '../architectures/dispose-vae.js';
import type { Vae } from '../architectures/vae.js';
import { describeKerasWeights } from './describe-keras-weights.js';
import { loadKerasWeights } from './load-keras-weights.js';
import { loadKerasWeightsFromDisk } from './load-keras-weights-from-disk.js';

const script = fileURLToPath(new URL('../../test/python/keras_files.py', import.meta.url));

const python = pythonWith('h5py, numpy');
const skipped = python ? '' : ' (skipped: no python3 with h5py, as in Debian’s python3-h5py)';

const folder = mkdtempSync(join(tmpdir(), 'csm-keras-'));
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(() => setBackend('wasm'));

const made: Vae[] = [];
const own = (vae: Vae) => {
  made.push(vae);
  return vae;
};
afterEach(() => {
  for (const vae of made.splice(0)) disposeVae(vae);
});

/** The VAE of the script's `small`. */
const smallVae = (seed = 0) =>
  own(
    convolutionalVae({
      name: 'small',
      size: 16,
      channels: 3,
      convolutions: [
        { filters: 6, kernelSize: 5 },
        { filters: 8, kernelSize: 5 },
        { filters: 10, kernelSize: 2 },
      ],
      dense: [12],
      latentSize: 4,
      sampling: 'standard',
      outputKernelSize: 5,
      seed,
    }),
  );

/** The script's names of the layers that only their order could tell apart. */
const names = { 'encoder/z_mean': 'dense_2', 'encoder/z_log_var': 'dense_3' };
/** The same in files that state no names but those of groups. */
const groupNames = { 'encoder/z_mean': 'dense_1', 'encoder/z_log_var': 'dense_2' };

/** Largest difference between each output and numpy's, by the output's name. */
async function deviations({ encoder, decoder }: Pick<Vae, 'encoder' | 'decoder'>, forwardFile: string) {
  return hdf5FromPath(forwardFile).use('deviations', async (file) => {
    const names = ['images', 'z_mean', 'z_log_var', 'image'];
    const arrays = new Map<string, { shape: number[]; value: Float32Array }>();
    for (const name of names) {
      const dataset = (await file.at(name)) as Hdf5Dataset;
      const value = Float32Array.from(await file.read(dataset), Number);
      arrays.set(name, { shape: [...dataset.shape!], value });
    }
    const read = (name: string) => arrays.get(name)!;
    return tidy(() => {
      const images = read('images');
      const x = tensor(images.value, images.shape);
      const [mean, logVariance] = encoder.predict(x) as [Tensor, Tensor];
      const outputs = { z_mean: mean, z_log_var: logVariance, image: decoder.predict(mean) as Tensor };
      return Object.fromEntries(
        Object.entries(outputs).map(([name, output]) => {
          const expected = read(name).value;
          expect(output.size).toBe(expected.length);
          const differences = Array.from(output.dataSync(), (value, i) => Math.abs(value - expected[i]!));
          return [name, differences.reduce((a, b) => Math.max(a, b), 0)];
        }),
      );
    });
  });
}

describe.skipIf(!python)(`loadKerasWeights on files by h5py${skipped}`, () => {
  const at = (name: string) => join(folder, name);
  beforeAll(() => {
    execFileSync(python!, [script, 'small', folder]);
  });

  it.each([
    ['authors.hdf5', 'layer_names', '2.2.4'],
    ['nested.h5', 'layer_names', '2.2.4'],
    ['flat.h5', 'layer_names', '2.13.1'],
    ['chunked.h5', 'layer_names', '2.2.4'],
    ['whole-model.h5', 'layer_names', '3.5.0'],
    ['keras-3.weights.h5', 'layers/vars', undefined],
    ['keras-3-subclass.weights.h5', 'layers/vars', undefined],
    ['tensorflow-2.12.weights.h5', 'layers/vars', undefined],
  ])('%s: outputs equal numpy’s', async (name, layout, kerasVersion) => {
    const vae = smallVae();
    const before = memory().numTensors;
    const hasGroups = /subclass|tensorflow-2/.test(name);
    const report = await loadKerasWeightsFromDisk(vae, at(name), { names: hasGroups ? groupNames : names });
    expect(memory().numTensors).toBe(before);
    expect(report).toMatchObject({ layout, kerasVersion });
    expect(report.layers.length).toBe(19);
    expect(report.parameters).toBe(weightsOf(vae).flat().length);
    for (const deviation of Object.values(await deviations(vae, at('forward.h5')))) {
      expect(deviation).toBeLessThan(2e-6);
    }
  });

  it('reads the same from bytes and from a File, as in a browser', async () => {
    const fromDisk = smallVae();
    await loadKerasWeightsFromDisk(fromDisk, at('authors.hdf5'), { names });
    const bytes = await readFile(at('authors.hdf5'));
    for (const file of [bytes, new Uint8Array(bytes).buffer, new File([bytes], 'authors.hdf5')]) {
      const vae = smallVae();
      await loadKerasWeights(vae, file, { names });
      expect(weightsOf(vae)).toEqual(weightsOf(fromDisk));
    }
  });

  it('reports which weights went where, as data and as text', async () => {
    const vae = smallVae();
    const report = await loadKerasWeightsFromDisk(vae, at('authors.hdf5'), { names });
    expect(report.layers[1]).toEqual({
      layer: 'encoder/conv_1_batch_norm',
      from: 'batch_normalization_1',
      by: 'order',
      weights: ['gamma', 'beta', 'moving_mean', 'moving_variance'].map((name) => ({
        name,
        from: `batch_normalization_1/batch_normalization_1/${name}:0`,
        shape: [6],
      })),
    });
    const from = Object.fromEntries(report.layers.map((layer) => [layer.layer, layer.from]));
    expect(from).toMatchObject({
      'encoder/z_mean': 'dense_2',
      'encoder/z_log_var': 'dense_3',
      'decoder/dense_1': 'model_1/dense_4',
      'decoder/image': 'model_1/conv2d_4',
    });
    const lines = describeKerasWeights(report).split('\n');
    expect(lines[0]).toBe(
      `19 layers, ${report.parameters.toLocaleString('en')} parameters, layout layer_names, Keras 2.2.4`,
    );
    expect(lines.length).toBe(20);
    expect(lines.find((line) => line.startsWith('encoder/z_mean'))).toMatch(
      /^encoder\/z_mean +← dense_2 +by name {2}kernel \[12, 4\], bias \[4\]$/,
    );
    const keras3 = await loadKerasWeightsFromDisk(vae, at('keras-3.weights.h5'), { names });
    expect(keras3.ignored).toEqual(['optimizer', 'layers/sampling/seed_generator']);
    expect(() => describeKerasWeights(1 as never)).toThrow(
      'describeKerasWeights: expected the report of loadKerasWeights; got a number.',
    );
    expect(describeKerasWeights(keras3)).toContain('\nnot loaded: optimizer, layers/sampling/seed_generator');
    const subclass = await loadKerasWeightsFromDisk(vae, at('keras-3-subclass.weights.h5'), {
      names: groupNames,
    });
    expect(subclass.ignored).toEqual(['total_loss_tracker']);
  });

  it('matches layers of equal shapes by name if both sides have the same names', async () => {
    const vae = smallVae();
    const report = await loadKerasWeightsFromDisk(vae, at('named.h5'));
    expect(report.layers.filter(({ by }) => by === 'name').map(({ layer, from }) => [layer, from])).toEqual([
      ['encoder/z_mean', 'z_mean'],
      ['encoder/z_log_var', 'z_log_var'],
    ]);
    expect((await deviations(vae, at('forward.h5'))).z_log_var).toBeLessThan(2e-6);
  });

  it('loads into a single model, and reads the names of Keras 1', async () => {
    const vae = smallVae();
    await loadKerasWeightsFromDisk(vae.encoder, at('encoder.h5'), {
      names: { z_mean: 'dense_2', z_log_var: 'dense_3' },
    });
    expect((await deviations(vae, at('forward.h5'))).z_mean).toBeLessThan(2e-6);

    const model = sequential({
      layers: [layers.dense({ units: 3, inputShape: [5] }), layers.batchNormalization()],
    });
    const report = await loadKerasWeightsFromDisk(model, at('keras-1.h5'));
    expect(report.layers.map(({ from }) => from)).toEqual(['dense_1', 'batchnormalization_1']);
    const stored = await hdf5FromPath(at('keras-1.h5')).use('test', (file) =>
      Promise.all(
        ['W', 'b'].map(async (name) => {
          const dataset = (await file.at(`dense_1/dense_1_${name}`)) as Hdf5Dataset;
          return (await file.read(dataset)) as Float64Array;
        }),
      ),
    );
    const [kernel, bias] = model.layers[0]!.getWeights();
    expect(kernel!.dataSync()).toEqual(Float32Array.from(stored[0]!));
    expect(bias!.dataSync()).toEqual(Float32Array.from(stored[1]!));
    const variance = report.layers[1]!.weights.find(({ name }) => name === 'moving_variance');
    expect(variance?.from).toBe('batchnormalization_1/batchnormalization_1_running_std');
    model.dispose();
  });

  it.each([
    ['authors.hdf5', 'model_1'],
    ['nested.h5', 'decoder'],
    ['flat.h5', undefined],
    ['chunked.h5', 'decoder'],
    ['keras-3.weights.h5', 'layers/functional'],
    ['keras-3-subclass.weights.h5', 'decoder'],
  ])('%s: loads into the encoder alone, and into the decoder alone', async (name, decoder) => {
    const vae = smallVae();
    const own = /subclass/.test(name) ? ['dense_1', 'dense_2'] : ['dense_2', 'dense_3'];
    const encoderNames = { z_mean: own[0]!, z_log_var: own[1]! };
    const encoder = await loadKerasWeightsFromDisk(vae.encoder, at(name), { names: encoderNames });
    expect(encoder.layers.length).toBe(10);
    if (decoder) expect(encoder.ignored).toContain(decoder);
    const ofDecoder = await loadKerasWeightsFromDisk(vae.decoder, at(name));
    expect(ofDecoder.layers.length).toBe(9);
    for (const deviation of Object.values(await deviations(vae, at('forward.h5')))) {
      expect(deviation).toBeLessThan(2e-6);
    }
    if (!decoder) return;
    const other = smallVae(1);
    await loadKerasWeightsFromDisk(other.decoder, at(name), { prefix: decoder });
    expect(weightsOf({ ...other, encoder: vae.encoder })).toEqual(weightsOf(vae));
  });

  it('rejects layers that only their order could tell apart, and shows the option', async () => {
    const vae = smallVae();
    const before = weightsOf(vae);
    for (const name of ['authors.hdf5', 'flat.h5', 'keras-3.weights.h5']) {
      await expect(loadKerasWeightsFromDisk(vae, at(name))).rejects.toThrow(
        'expected layers that can be told apart; "encoder/z_mean", "encoder/z_log_var" have the same shapes, and the file calls ' +
          'them "dense_2", "dense_3"; pass names: { "encoder/z_mean": "dense_2", "encoder/z_log_var": "dense_3" }, or exchange',
      );
    }
    expect(weightsOf(vae)).toEqual(before);
    const swapped = { 'encoder/z_mean': 'dense_3', 'encoder/z_log_var': 'dense_2' };
    await loadKerasWeightsFromDisk(vae, at('authors.hdf5'), { names: swapped });
    expect((await deviations(vae, at('forward.h5'))).z_mean).toBeGreaterThan(1e-3);
  });

  it('rejects names and parts that do not exist', async () => {
    const vae = smallVae();
    const load = (options: object) => loadKerasWeightsFromDisk(vae, at('nested.h5'), options);
    const cases: [object, string][] = [
      [
        { prefix: 'encoders' },
        'prefix must be a part of the file; got "encoders"; valid parts: encoder, decoder',
      ],
      [
        { names: { z_men: 'dense_2' } },
        'names must name a layer of the model with weights; got "z_men"; 3 nearest',
      ],
      [
        { names: { z_mean: 'dense_9' } },
        'names must name one layer of the file for "z_mean"; got "dense_9"; 3 nearest',
      ],
      [{ names: { z_mean: 'dense_1' } }, 'encoder/z_mean (kernel [12, 4], bias [4]) ← encoder/dense_1'],
      [{ names: 'z_mean' }, 'names must be an object of names'],
      [{ prefix: '' }, 'prefix must be the name of a part of the file; got ""'],
      [{ prefx: 'encoder' }, 'unknown option "prefx"'],
    ];
    for (const [options, message] of cases) await expect(load(options)).rejects.toThrow(message);
  });

  it('rejects what does not fit, with the shapes, before any weight changes', async () => {
    const vae = smallVae();
    const before = weightsOf(vae);
    const tensors = memory().numTensors;
    const cases: [string, string][] = [
      [
        'bad-shape.h5',
        'the file has 19 layers with weights, the model 19; build the model with the layers in the file (model ← file):\n' +
          '  encoder/conv_1 (kernel [5, 5, 3, 6], bias [6]) ← conv2d_1 (kernel [3, 3, 3, 6], bias [6])',
      ],
      ['bad-missing-layer.h5', 'decoder/image (kernel [5, 5, 6, 3], bias [3]) ← nothing in the file'],
      ['bad-layer-too-many.h5', 'nothing in the model ← dense_9 (kernel [12, 4], bias [4])'],
      ['encoder.h5', 'the file has 10 layers with weights, the model 19'],
      [
        'bad-missing-in-kind.weights.h5',
        'encoder/conv_1 (kernel [5, 5, 3, 6], bias [6]) ← conv2d_2 (vars/0 [5, 5, 6, 8], vars/1 [8])',
      ],
      ['bad-no-layer-names.h5', 'expected weights saved by Keras, with the attribute layer_names'],
      ['bad-no-weight-names.h5', 'layer "conv2d_2" has no attribute weight_names'],
      ['bad-no-group.h5', 'layer "conv2d_2" does not exist in the file'],
      ['bad-no-dataset.h5', '"model_1/dense_4/kernel:0" does not exist in the file'],
      ['bad-nan.h5', '"model_1/dense_4/kernel:0" holds NaN, because the file is damaged'],
      [
        'bad-integers.h5',
        'expected numbers of type float32 or float64; "conv2d_1/conv2d_1/bias:0" holds type int32',
      ],
      ['bad-theano.h5', 'the file was written with the Theano backend, which flips convolution kernels'],
      ['bad-no-version.h5', 'a version before 2 (it states none), which swaps the last two axes'],
      ['bad-other.h5', 'the top of the file holds: measurements;'],
      ['bad-empty.h5', 'the top of the file holds: nothing;'],
      ['absent.h5', `${at('absent.h5')}: the file does not exist`],
    ];
    for (const [name, message] of cases) {
      // The numbers are read after the layers are matched.
      const options = /nan|integers|float16/.test(name) ? { names } : {};
      const load = () => loadKerasWeightsFromDisk(vae, at(name), options);
      await expect(load(), name).rejects.toThrow(message);
      await expect(load(), name).rejects.toThrow(/^loadKerasWeightsFromDisk: .*\.$/s);
    }
    expect(weightsOf(vae)).toEqual(before);
    expect(memory().numTensors).toBe(tensors);
  });

  it('reports files that are cut off', async () => {
    const vae = smallVae();
    const good = await readFile(at('authors.hdf5'));
    for (const length of [good.length - 1, 20_000, 3000, 100, 20]) {
      const part = good.subarray(0, length);
      const message =
        /expected an HDF5 file; (it is cut off after \d+ of \d+ bytes|the HDF5 library reports ".+"); download or copy/;
      await writeFile(at('cut.h5'), part);
      await expect(loadKerasWeightsFromDisk(vae, at('cut.h5')), `${length}`).rejects.toThrow(message);
      await expect(loadKerasWeights(vae, part), `${length}`).rejects.toThrow(message);
    }
    const damaged = Buffer.from(good);
    damaged.fill(0, 600, 4000);
    const before = weightsOf(vae);
    await expect(loadKerasWeights(vae, damaged)).rejects.toThrow(
      /^loadKerasWeights: the file: (expected an HDF5 file|cannot read \/); /,
    );
    expect(weightsOf(vae)).toEqual(before);
  });

  it('celebaVae with weights in the layout of checkpoint_celeba.hdf5: within 1e-5 of numpy', async () => {
    execFileSync(python!, [script, 'celeba', folder]);
    const vae = own(celebaVae());
    const report = await loadKerasWeightsFromDisk(vae, at('checkpoint_celeba.hdf5'), { names });
    expect(report.parameters).toBe(43_405_347);
    expect(report.layers.length).toBe(27);
    const found = await deviations(vae, at('forward.h5'));
    for (const deviation of Object.values(found)) expect(deviation).toBeLessThan(1e-5);
  });
});

describe('loadKerasWeights', () => {
  it('says what a file is if it is not HDF5', async () => {
    const vae = own(tinyVae());
    const cases: [string, string][] = [
      [
        'PK\u0003\u0004 model/data.pkl',
        'expected an HDF5 file; this is a PyTorch file; export the model with torch.onnx',
      ],
      ['\u0008\u0007\u0012\u0007pytorch', 'expected an HDF5 file; this is an ONNX model'],
      ['\u0008\u0001\u0012\u0010', 'expected an HDF5 file; this is a TensorFlow graph (SavedModel)'],
      ['<!DOCTYPE html><html></html>', 'expected an HDF5 file; this is an HTML page; the download failed'],
      ['version https://git-lfs.github.com/spec/v1\n', 'this is a Git LFS pointer'],
      ['PK\u0003\u0004model.weights.h5', 'expected an undamaged zip archive'],
      ['PK\u0003\u0004 archive/data.pkl', 'this is a PyTorch file; export the model with torch.onnx.export'],
      ['', 'this is an empty file'],
      ['something else', 'the file begins with the bytes 73 6f 6d 65'],
    ];
    for (const [text, message] of cases) {
      const path = join(folder, 'other.h5');
      await writeFile(path, text);
      await expect(loadKerasWeightsFromDisk(vae, path)).rejects.toThrow(message);
      await expect(loadKerasWeights(vae, new Blob([text]))).rejects.toThrow(message);
    }
    await expect(loadKerasWeights(vae, new File(['x'], 'a.h5'))).rejects.toMatchObject({
      code: 'ERR_INVALID_FILE',
      message: expect.stringMatching(/^loadKerasWeights: a\.h5: expected an HDF5 file/),
    });
  });

  it('rejects other arguments and names their type', async () => {
    const vae = own(tinyVae());
    await expect(loadKerasWeights(undefined as never, new Uint8Array())).rejects.toThrow(
      'loadKerasWeights: vae must be a Vae',
    );
    await expect(loadKerasWeights(vae, 'weights.h5' as never)).rejects.toThrow(
      'loadKerasWeights: file must be a File, Blob, ArrayBuffer or Uint8Array; got a string; for a path',
    );
    await expect(loadKerasWeightsFromDisk(vae, 5 as never)).rejects.toThrow(
      'loadKerasWeightsFromDisk: path must be the path of an HDF5 file; got a number.',
    );
  });
});
