import { readFileSync } from 'node:fs';
import {
  conceptVector,
  dotProduct,
  type Encoder,
  type Explainer,
  encode,
  explain,
  scorePerSample,
} from '@csm/core';
import { deconvnet, gradient, guidedBackprop, integratedGradients, rectifiedGradient } from '@csm/explainers';
import ndarray, { type NdArray } from 'ndarray';
import { sharedPath } from '../../../test/shared-folder.js';
import { type OnnxEncoder, onnxEncoder } from '../src/onnx-encoder.js';

const FOLDER = sharedPath('oracles', 'onnx');

/** One of the models that PyTorch exported, from `../shared/oracles/onnx`. */
export interface ExportedModel {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly explained: string;
  readonly tensors: Readonly<Record<string, { readonly shape: readonly number[]; readonly offset: number }>>;
}

export function exportedModels(): ExportedModel[] {
  return FOLDER === undefined
    ? []
    : (JSON.parse(readFileSync(`${FOLDER}/index.json`, 'utf8')) as ExportedModel[]);
}

export const hasExportedModels = FOLDER !== undefined;

/** The methods whose maps the oracles hold, by the names of the maps; RectGrad's is times the input. */
export const METHODS: Readonly<Record<string, Explainer>> = {
  gradient: gradient(),
  ig_zeros: integratedGradients({ steps: 32 }),
  ig_constant: integratedGradients({ steps: 32, baseline: 0.3 }),
  guided: guidedBackprop(),
  deconvnet: deconvnet(),
  rectified_80: rectifiedGradient({ percentile: 80 }),
};

/** The tensor of an oracle. */
export function stored({ name, tensors }: ExportedModel, part: string): NdArray<Float32Array> | undefined {
  const tensor = tensors[part];
  if (tensor === undefined) return undefined;
  const { buffer, byteOffset, byteLength } = readFileSync(`${FOLDER}/${name}.f32`);
  const all = new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));
  const size = tensor.shape.reduce((product, length) => product * length, 1);
  return ndarray(all.slice(tensor.offset, tensor.offset + size), [...tensor.shape]);
}

export async function encoderOf(model: ExportedModel): Promise<OnnxEncoder> {
  const batch = stored(model, 'batch');
  const isSpatial = (model.tensors.z?.shape.length ?? 0) > 2;
  return onnxEncoder(readFileSync(`${FOLDER}/${model.name}.onnx`), {
    output: model.explained,
    ...(isSpatial && { latent: 'flatten' as const }),
    ...(batch && { given: { batch } }),
  });
}

interface DisposableEncoder extends Encoder {
  dispose(): void | Promise<void>;
}

/**
 * The largest difference of each part (latent, maps) from the oracle, relative to the oracle's largest value.
 * @param running where the encoder runs. Default: in TensorFlow.js.
 */
export async function differences(
  model: ExportedModel,
  running?: (encoder: OnnxEncoder) => Promise<DisposableEncoder>,
): Promise<Record<string, number>> {
  const read = await encoderOf(model);
  const encoder = (await running?.(read)) ?? read;
  try {
    const x = stored(model, 'x');
    const [z, c] = [stored(model, 'z'), stored(model, 'cotangent')];
    if (x === undefined || z === undefined || c === undefined) throw new Error(`${model.name} is incomplete`);
    const found: Record<string, number> = { latent: difference((await encode(encoder, x)).data, z.data) };
    const size = encoder.latentSize;
    const score = scorePerSample(
      'oracle',
      Array.from({ length: z.shape[0] ?? 0 }, (_, i) =>
        dotProduct(conceptVector(`c${i}`, Array.from(c.data.subarray(i * size, (i + 1) * size)))),
      ),
    );
    for (const [part, method] of Object.entries(METHODS)) {
      const expected = stored(model, part);
      if (expected === undefined) continue;
      const { maps } = await explain(encoder, score, x, method);
      found[part] = difference(maps.data, expected.data);
    }
    return found;
  } finally {
    await encoder.dispose();
    if (encoder !== read) read.dispose();
  }
}

function difference(values: ArrayLike<number>, expected: Float32Array): number {
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (values.length !== expected.length) return Number.POSITIVE_INFINITY;
  return (
    expected.reduce((most, value, i) => Math.max(most, Math.abs(value - (values[i] ?? Number.NaN))), 0) /
    largest
  );
}
