import { contiguous, largest, smallest } from '@csm/base';
import { encode, layersEncoder } from '@csm/core';
import type { EpochResult, Vae } from '@csm/models';
import { lossCurve, matrixMap } from '@csm/render';
import { cast, oneHot, type Tensor, tensor1d, tensor2d, tidy } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import type { VectorSamples } from './vector-samples.js';
import { writeFigures } from './write-figures.js';

/** The features that are drawn: those that vary most among the samples that are drawn. */
const FEATURES = 15;

/** Writes the curve of the losses, and some features of some samples above what is decoded of them, as SVG and PNG. */
export async function writeVectorFigures(
  out: string,
  vae: Vae,
  samples: VectorSamples,
  rows: readonly number[],
  history: readonly EpochResult[],
): Promise<void> {
  const inputs = contiguous(await samples.read(rows));
  const decoded = await reconstructed(vae, samples, rows, inputs);
  await writeFigures(out, {
    'loss-curve': lossCurve(history),
    reconstructions: reconstructionMap(vae, samples, rows, [inputs, decoded]),
  });
}

/** What the decoder makes of the latents of samples: mean counts, or means. */
async function reconstructed(
  vae: Vae,
  samples: VectorSamples,
  rows: readonly number[],
  inputs: Float32Array,
): Promise<Float32Array> {
  const { size, batch } = samples;
  const latents = await encode(layersEncoder(vae.encoder), ndarray(inputs, [rows.length, size]));
  const decoded = tidy(() => {
    const z = tensor2d(latents.data, [rows.length, vae.latentSize]);
    const numbers = rows.map((row) => batch?.numbers[row] ?? 0);
    const known = batch && cast(oneHot(tensor1d(numbers, 'int32'), batch.names.length), 'float32');
    const outputs = [vae.decoder.predict(known ? [z, known] : z)].flat() as Tensor[];
    return outputs[0] as Tensor;
  });
  const values = Float32Array.from(await decoded.data());
  decoded.dispose();
  if (vae.likelihood === 'gaussian') return values;
  return values.map((share, at) => share * totalOf(inputs, Math.floor(at / size), size));
}

/** The sum of a row. */
const totalOf = (values: Float32Array, row: number, size: number): number => {
  let total = 0;
  for (let at = row * size; at < (row + 1) * size; at++) total += values[at] ?? 0;
  return total;
};

function reconstructionMap(
  { likelihood }: Vae,
  { size, features, ids }: VectorSamples,
  rows: readonly number[],
  parts: readonly [Float32Array, Float32Array],
): string {
  // Counts are drawn as logarithms, because a few genes have most of them.
  const isCount = likelihood !== 'gaussian';
  const [inputs, decoded] = parts.map((values) => (isCount ? values.map(Math.log1p) : values));
  const at = (values: Float32Array | undefined, sample: number, feature: number) =>
    values?.[sample * size + feature] ?? 0;
  const spread = Float64Array.from({ length: size }, (_, feature) => {
    const values = rows.map((_, sample) => at(inputs, sample, feature));
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  });
  const shown = [...spread.keys()].sort((a, b) => (spread[b] ?? 0) - (spread[a] ?? 0)).slice(0, FEATURES);
  const drawn = shown.flatMap((feature) =>
    [inputs, decoded].flatMap((values) => rows.map((_, sample) => at(values, sample, feature))),
  );
  const name = (feature: number) => features?.[feature] ?? String(feature);
  const [low, high] = [Math.min(0, smallest(drawn)), largest(drawn)];
  return matrixMap({
    title: 'Features of some samples, and what the model decodes',
    values: ndarray(Float32Array.from(drawn), [2 * shown.length, rows.length]),
    rows: shown.flatMap((feature) => [name(feature), `${name(feature)}, decoded`]),
    columns: rows.map((row) => ids[row] ?? ''),
    ...(low < 0
      ? { range: [-Math.max(-low, high), Math.max(-low, high)] as const }
      : { range: [0, high > 0 ? high : 1] as const, colorMap: 'viridis' as const }),
    label: isCount ? 'ln(1 + count)' : 'value',
  });
}
