import type { File as Hdf5File } from 'h5wasm';
import { readKeras3Layout } from './keras-3-layout.js';
import { isGroup } from './keras-dataset.js';
import { hasLayerNames, readLayerNamesLayout } from './keras-layer-names-layout.js';

/** One weight in a file. */
export interface KerasWeight {
  /** Path in the file. */
  readonly path: string;
  /** `kernel`, `bias`, `gamma` …; undefined in files of Keras 3, which number them. */
  readonly role: string | undefined;
  readonly shape: readonly number[];
  /** The numbers; throws where they cannot be read as float32. */
  readonly read: () => Float32Array;
}

/** A layer that has weights, in a file. */
export interface KerasLayer {
  /** What the layer was called in Keras. */
  readonly name: string;
  /**
   * The kind of layer as Keras 3 spells it (`conv2d`); undefined in older files. Layers of one kind are in the order of
   * the model; those of different kinds are not.
   */
  readonly kind: string | undefined;
  readonly weights: readonly KerasWeight[];
}

/** What a file of Keras holds. */
export interface KerasFile {
  readonly layout: 'layer_names' | 'layers/vars';
  /** Version of the Keras that wrote it, where it says so. */
  readonly kerasVersion: string | undefined;
  /** What the file holds beside the layers' weights and is not loaded: optimizer, states of random generators. */
  readonly ignored: readonly string[];
  readonly layers: readonly KerasLayer[];
}

/** Finds out which layout a file has, and lists its layers. @throws Error where it has neither. */
export function readKerasFile(caller: string, file: Hdf5File): KerasFile {
  // A whole model, as `model.save('….h5')` writes it, has its weights a level lower.
  for (const group of [file, file.get('model_weights')]) {
    if (isGroup(group) && hasLayerNames(group)) return readLayerNamesLayout(caller, group);
  }
  const keras3 = readKeras3Layout(caller, file);
  if (keras3.layers.length > 0) return keras3;
  throw new Error(
    `${caller}: the file holds no weights as Keras saves them: neither the attribute layer_names (save_weights of Keras 1 ` +
      `and 2) nor groups layers/…/vars (.weights.h5 of Keras 3). At its top: ${file.keys().slice(0, 6).join(', ') || 'nothing'}.`,
  );
}
