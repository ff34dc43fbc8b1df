import { fileURLToPath } from 'node:url';
import { invalidArgument } from '@csm/base';
import { onnxEncoder } from '@csm/onnx';
import { onnxFile } from '@csm/onnx/node';
import { type RuntimeEncoder, runtimeEncoder } from '@csm/onnx/runtime';
import ndarray, { type NdArray } from 'ndarray';
import type { HardGround, HardGroundOptions } from '../hard-ground.js';
import { groundOfScenes } from '../scenes/scenes-ground.js';

/** The seeds whose transformers were trained: those of the report, because nothing was chosen on this ground. */
export const transformerSeeds: readonly number[] = [3, 4, 5];

/**
 * A vision transformer that was trained in PyTorch to tell five attributes of scenes (`model/`); its latent is the class token after the last
 * LayerNorm, and it has no decoder. Its pixels are scaled to [−1, 1], as those of the published ViT are, so that a grey pixel is 0. It runs in
 * ONNX Runtime.
 */
export async function transformerGround(seed: number, options: HardGroundOptions): Promise<HardGround> {
  if (!transformerSeeds.includes(seed)) {
    throw invalidArgument(
      `openGround: expected a seed of a trained transformer, ${transformerSeeds.join(', ')}; got ${seed}; use one of these, or train it with model/train.py.`,
    );
  }
  const encoder = await openTransformer(seed, options.signal);
  const models = { encoder, latentSize: encoder.latentSize, dispose: () => encoder.dispose() };
  return groundOfScenes('transformer', seed, models, { signal: options.signal, prepared: scaled });
}

export async function openTransformer(seed: number, signal: AbortSignal): Promise<RuntimeEncoder> {
  const file = fileURLToPath(new URL(`./seed-${seed}.onnx`, import.meta.url));
  const read = await onnxEncoder(await onnxFile(file), { signal });
  try {
    // The methods whose backward pass runs in TensorFlow.js say so.
    return await runtimeEncoder(read, { threads: 1, onWarning: () => {} });
  } finally {
    read.dispose();
  }
}

/** Pixels from [0, 1] to [−1, 1]. */
export function scaled({ data, shape }: NdArray<Float32Array>): NdArray<Float32Array> {
  return ndarray(
    data.map((value) => 2 * value - 1),
    shape,
  );
}
