import { tensor, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { File as Hdf5File } from 'h5wasm';
import type { Vae } from '../architectures/vae.js';
import { checkVae, typeName } from '../checks/checks.js';
import { type Hdf5Bytes, useBytes } from './hdf5-file.js';
import { type KerasFile, readKerasFile } from './keras-file.js';
import { type ModelLayer, matchLayers, modelLayers } from './match-keras-layers.js';

/** What {@link loadKerasWeights} did. {@link describeKerasWeights} makes it a text. */
export interface KerasWeightsReport {
  /** `layer_names`: `save_weights` of Keras 1 and 2; `layers/vars`: `.weights.h5` of Keras 3. */
  readonly layout: KerasFile['layout'];
  /** Version of the Keras that wrote the file, where it says so. */
  readonly kerasVersion: string | undefined;
  /** Numbers loaded. */
  readonly parameters: number;
  readonly layers: readonly {
    /** The layer of the model, after the models that hold it: `encoder/conv_1`. */
    readonly layer: string;
    /** The layer of the file that it got its weights from. */
    readonly from: string;
    /** Whether the place in the order or the name decided. */
    readonly by: 'order' | 'name';
    readonly weights: readonly {
      readonly name: string;
      /** Path in the file. */
      readonly from: string;
      readonly shape: readonly number[];
    }[];
  }[];
  /** What the file holds besides and was not loaded: the optimizer's state, counters of metrics, random generators. */
  readonly ignored: readonly string[];
}

/**
 * Loads weights that Keras saved into a model of the same architecture: `save_weights('….h5')` and `('….hdf5')` of Keras 1
 * and 2, standalone or in TensorFlow; the weights in `model.save('….h5')`; `.weights.h5` of Keras 3. For a path, see
 * `loadKerasWeightsFromDisk` of `@csm/models/node`. The authors' `checkpoint_celeba.hdf5` goes into {@link celebaVae} so.
 *
 * Layers are matched by order and shape, as Keras does by default: the layers with weights of the model (of a `Vae`: of
 * the encoder, then of the decoder; a model inside a model is taken apart) beside those of the file. Files of Keras 3 keep
 * the order within a kind of layer alone, and are matched kind by kind. Layers that cannot be told apart by their shapes,
 * as z_mean and z_log_var, go by name if both sides have the same names, else by order. Weights inside a layer go by name
 * where the file has names. Look at the report when in doubt.
 *
 * All is read and checked before any weight is changed. h5wasm is loaded on first use.
 *
 * @returns what went where.
 * @throws TypeError for wrong arguments; Error for a file that is not HDF5, is cut off, or is not by Keras; for layers that
 * do not fit, with expected and found shapes; for NaN and infinite weights and other types than float32 and float64; for a
 * file by Theano or, with transposed convolutions, by Keras 1, which store kernels another way.
 */
export async function loadKerasWeights(
  model: LayersModel | Vae,
  file: Hdf5Bytes,
): Promise<KerasWeightsReport> {
  const layers = layersOf('loadKerasWeights', model);
  return useBytes('loadKerasWeights', file, (opened) => loadFrom('loadKerasWeights', layers, opened));
}

/** The layers with weights of a model or a VAE. @throws TypeError for anything else. */
export function layersOf(caller: string, model: LayersModel | Vae): ModelLayer[] {
  if (typeof model === 'object' && model !== null && 'layers' in model) return modelLayers(model);
  checkVae(caller, model as Partial<Vae>);
  const { encoder, decoder } = model as Vae;
  if (!('layers' in encoder && 'layers' in decoder)) {
    throw new TypeError(`${caller}: model must be a LayersModel or a Vae; got ${typeName(model)}.`);
  }
  return [...modelLayers(encoder, 'encoder'), ...modelLayers(decoder, 'decoder')];
}

/** Loads from a file that is open. */
export function loadFrom(
  caller: string,
  layers: readonly ModelLayer[],
  opened: Hdf5File,
): KerasWeightsReport {
  const { file, matches, values } = readMatches(caller, layers, opened);
  const { layout, kerasVersion, ignored } = file;
  matches.forEach(({ weights }, i) => {
    weights.forEach(({ variable }, j) => {
      tidy(() => {
        variable.write(tensor(values[i]![j]!, variable.shape as number[]));
      });
    });
  });
  return {
    layout,
    kerasVersion,
    parameters: values.flat().reduce((sum, numbers) => sum + numbers.length, 0),
    layers: matches.map(({ layer, from, by, weights }) => ({
      layer: layer.path,
      from: from.name,
      by,
      weights: weights.map((weight) => ({
        name: weight.role,
        from: weight.from.path,
        shape: weight.from.shape,
      })),
    })),
    ignored,
  };
}

/** All that is to be loaded, checked. */
function readMatches(caller: string, layers: readonly ModelLayer[], opened: Hdf5File) {
  try {
    const file = readKerasFile(caller, opened);
    checkKeras1(caller, layers, file);
    const matches = matchLayers(caller, layers, file);
    const values = matches.map(({ weights }) => weights.map(({ from }) => from.read()));
    return { file, matches, values };
  } catch (cause) {
    const { message } = cause as Error;
    if (message?.startsWith(`${caller}: `)) throw cause;
    // h5wasm's own words for what it cannot read.
    throw new Error(`${caller}: the file is damaged (${message}); copy or download it again.`, { cause });
  }
}

/** The report as lines of text: a layer each, with what it was called in the file and the shapes of its weights. */
export function describeKerasWeights(report: KerasWeightsReport): string {
  const { layers, layout, kerasVersion, parameters, ignored } = report;
  const widths = [
    Math.max(0, ...layers.map(({ layer }) => layer.length)),
    Math.max(0, ...layers.map(({ from }) => from.length)),
  ] as const;
  return [
    `${layers.length} layers, ${parameters.toLocaleString('en')} parameters, layout ${layout}` +
      `${kerasVersion ? `, Keras ${kerasVersion}` : ''}`,
    ...layers.map(({ layer, from, by, weights }) => {
      const shapes = weights.map(({ name, shape }) => `${name} [${shape.join(', ')}]`).join(', ');
      return `${layer.padEnd(widths[0])} ← ${from.padEnd(widths[1])} by ${by.padEnd(5)} ${shapes}`;
    }),
    ...(ignored.length > 0 ? [`not loaded: ${ignored.join(', ')}`] : []),
  ].join('\n');
}

/** Keras takes a file without a version for one of Keras 1, too. */
function checkKeras1(caller: string, layers: readonly ModelLayer[], file: KerasFile): void {
  const transposed = layers.find(({ kind }) => kind === 'conv2d_transpose');
  if (file.layout !== 'layer_names' || !transposed || (file.kerasVersion ?? '1')[0] !== '1') return;
  const version = file.kerasVersion ? `version ${file.kerasVersion}` : 'a version before 2 (it says none)';
  throw new Error(
    `${caller}: the file is by Keras of ${version}, which swaps the last two axes of a transposed convolution's kernel ` +
      `(${transposed.path}). Load and save it with Keras 2 first.`,
  );
}
