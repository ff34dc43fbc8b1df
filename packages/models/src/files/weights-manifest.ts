import { invalidFile, size } from '@csm/base';
import type { io } from '@tensorflow/tfjs-core';

/** Bytes per number of each type in which weights can be stored. */
const BYTES: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  bool: 1,
  uint8: 1,
  uint16: 2,
  float16: 2,
};

/**
 * The number of bytes of each weight in a file.
 * @param file the file that describes the weights, for messages.
 * @throws if a weight has an unknown type or no shape.
 */
export function byteLengths(
  caller: string,
  file: string,
  specs: readonly io.WeightsManifestEntry[],
): number[] {
  return specs.map((spec) => {
    const dtype = spec.quantization?.dtype ?? spec.dtype;
    const bytes = Object.hasOwn(BYTES, dtype) ? BYTES[dtype] : undefined;
    if (bytes !== undefined && isShape(spec.shape)) return bytes * size(spec.shape);
    throw invalidFile(
      `${caller}: expected weights with a shape and one of the types ${Object.keys(BYTES).join(', ')}; ${file} describes ` +
        `weight "${spec.name}" with type "${dtype}"; save the model again with another type.`,
    );
  });
}

function isShape(shape: unknown): shape is number[] {
  return Array.isArray(shape) && shape.every((length) => Number.isSafeInteger(length) && length >= 0);
}

/**
 * The first float32 weight that holds NaN or an infinity, of weights stored one after another (little-endian, as tfjs writes
 * them). Quantized weights are skipped.
 */
export function findNonFinite(
  weights: Uint8Array,
  specs: readonly io.WeightsManifestEntry[],
  lengths: readonly number[],
): { name: string; value: number } | undefined {
  const view = new DataView(weights.buffer, weights.byteOffset, weights.byteLength);
  let at = 0;
  for (const [i, spec] of specs.entries()) {
    const end = at + (lengths[i] ?? 0);
    if (spec.dtype === 'float32' && !spec.quantization) {
      for (let byte = at; byte < end; byte += 4) {
        const value = view.getFloat32(byte, true);
        if (!Number.isFinite(value)) return { name: spec.name, value };
      }
    }
    at = end;
  }
  return undefined;
}
