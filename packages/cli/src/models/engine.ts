import type { Decoder, Encoder } from '@csm/core';
import { runtimeDecoder, runtimeEncoder } from '@csm/onnx/runtime';
import { getBackend, version_core } from '@tensorflow/tfjs-core';
import type { CommandRun } from '../terminal/command-run.js';
import type { EngineName } from './model-options.js';
import { isPeerMissing } from './native-encoder.js';

/** An encoder and its decoder where they are to be computed. */
export interface InEngine {
  readonly encoder: Encoder;
  readonly decoder?: Decoder | undefined;
  /** For `run.json`: `ONNX Runtime 1.30.0, cpu` or `TensorFlow.js 4.22.0, wasm`. */
  readonly engine: string;
  /** Frees what was made; the given encoder and decoder remain. */
  dispose(): Promise<void>;
}

/**
 * Moves an encoder and its decoder to the engine of `--engine`. `auto` takes ONNX Runtime if onnxruntime-node is installed; a model
 * that it cannot run remains in TensorFlow.js, with a warning.
 * @param threads of ONNX Runtime. Default: its choice.
 */
export async function inEngine(
  encoder: Encoder,
  decoder: Decoder | undefined,
  name: EngineName,
  run: CommandRun,
  threads?: number,
): Promise<InEngine> {
  const remains = {
    encoder,
    decoder,
    engine: `TensorFlow.js ${version_core}, ${getBackend()}`,
    dispose: async () => {},
  };
  if (name === 'wasm' || name === 'cpu') return remains;
  try {
    return await inRuntime(encoder, decoder, name === 'auto', run, threads);
  } catch (error) {
    run.signal.throwIfAborted();
    if (name === 'onnxruntime') throw error;
    if (!isPeerMissing(error)) {
      run.warn(
        `--engine auto falls back to TensorFlow.js, because ONNX Runtime fails: ${(error as Error).message}`,
      );
    }
    return remains;
  }
}

async function inRuntime(
  encoder: Encoder,
  decoder: Decoder | undefined,
  mayKeepDecoder: boolean,
  { signal, warn }: CommandRun,
  threads?: number,
): Promise<InEngine> {
  const options = { signal, threads, onWarning: warn };
  const native = await runtimeEncoder(encoder, options);
  try {
    const nativeDecoder =
      decoder &&
      (await runtimeDecoder(decoder, options).catch((error: unknown) => {
        if (!mayKeepDecoder || signal.aborted) throw error;
        warn(`the decoder runs in TensorFlow.js, because ONNX Runtime fails: ${(error as Error).message}`);
        return undefined;
      }));
    return {
      encoder: native,
      decoder: nativeDecoder ?? decoder,
      engine: `ONNX Runtime ${await runtimeVersion()}, cpu`,
      dispose: async () => {
        await native.dispose();
        await nativeDecoder?.dispose();
      },
    };
  } catch (error) {
    await native.dispose();
    throw error;
  }
}

/** The engines of an experiment: it trains in TensorFlow.js, and explains in ONNX Runtime if onnxruntime-node is installed. */
export async function experimentEngine(): Promise<string> {
  const here = `TensorFlow.js ${version_core}, ${getBackend()}`;
  const native = await runtimeVersion().catch(() => undefined);
  return native === undefined ? here : `${here}; explanations in ONNX Runtime ${native}, cpu`;
}

async function runtimeVersion(): Promise<string> {
  const { env } = await import('onnxruntime-node');
  return env.versions.node ?? env.versions.common;
}
