import type { Decoder, Encoder } from '@csm/core';

/** A model from disk, ready for use. */
export interface OpenedModel {
  /** The encoder, in the engine that `--engine` selects. */
  readonly encoder: Encoder;
  /** The decoder of `--decoder`, or of a folder that `csm train` or `saveVae` wrote. */
  readonly decoder?: Decoder | undefined;
  readonly format:
    | 'ONNX'
    | 'TensorFlow.js layers model'
    | 'TensorFlow.js graph model'
    | 'Keras'
    | 'VAE of @csm/models';
  /** The file or folder, as it was given. */
  readonly path: string;
  /** Where explanations are computed, for `run.json`: `ONNX Runtime 1.30.0, cpu` or `TensorFlow.js 4.22.0, wasm`. */
  readonly engine: string;
  /** Frees everything. */
  dispose(): Promise<void>;
}
