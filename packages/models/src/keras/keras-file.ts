import type { Hdf5Dataset } from '@csm/base/hdf5';
import type { KerasWeightsReport } from './keras-weights-report.js';

/** One weight in a file. */
export interface KerasWeight {
  /** Path in the file. */
  readonly path: string;
  /** `kernel`, `bias`, `gamma` …; undefined in files of Keras 3, which number their weights. */
  readonly role: string | undefined;
  readonly shape: readonly number[];
  /** Where its numbers are. */
  readonly dataset: Hdf5Dataset;
}

/** A layer with weights in a file. */
export interface KerasLayer {
  /** Name of the layer in Keras. */
  readonly name: string;
  /** The names and paths of the models and groups that contain it: `encoder`, `layers/functional`. */
  readonly within: readonly string[];
  /**
   * The kind of layer as Keras 3 spells it (`conv2d`); undefined in older files. Layers of the same kind are in the
   * order of the model; layers of different kinds may not be.
   */
  readonly kind: string | undefined;
  readonly weights: readonly KerasWeight[];
}

/** The content of a file that Keras wrote. */
export interface KerasFile {
  readonly layout: KerasWeightsReport['layout'];
  /** Version of the Keras that wrote the file, if the file states it. */
  readonly kerasVersion: string | undefined;
  /** Content that is not loaded: the optimizer's state, counters of metrics, random generators. */
  readonly ignored: readonly string[];
  readonly layers: readonly KerasLayer[];
}
