import type { Decoder, Encoder } from '@csm/core';
import type { InputsFor } from '../inputs/inputs-for.js';
import type { ModelFiles } from './model-files.js';

/** A model from disk, ready for use. */
export interface OpenedModel {
  /** The encoder, in the engine that `--engine` selects. */
  readonly encoder: Encoder;
  /** How data are read for the encoder: its shape, and the features and values of its training if they are known. */
  readonly inputs: InputsFor;
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
  /** SHA-256 of the model, for `run.json`: of its file, or of the list of its files. */
  readonly sha256: string;
  /** The files of the model, with the SHA-256 of each. */
  readonly files: ModelFiles;
  /** The files of the decoder that `--decoder` gives. */
  readonly decoderFiles?: ModelFiles | undefined;
  /** SHA-256 of the decoder that `--decoder` gives. */
  readonly decoderSha256?: string | undefined;
  /** Frees everything. */
  dispose(): Promise<void>;
}
