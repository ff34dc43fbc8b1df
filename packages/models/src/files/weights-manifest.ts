import type { io } from '@tensorflow/tfjs-core';

const BYTES: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  bool: 1,
  uint8: 1,
  uint16: 2,
  float16: 2,
};

/** How weights may be stored. */
export const storedTypes = Object.keys(BYTES);

/** Bytes that a weight takes in the file; undefined for an unknown type or without a shape. */
export function byteLength(spec: io.WeightsManifestEntry): number | undefined {
  const bytes = BYTES[spec.quantization?.dtype ?? spec.dtype];
  if (bytes === undefined || !Array.isArray(spec.shape)) return undefined;
  return spec.shape.reduce((product, length) => product * length, bytes);
}

/**
 * The first float32 weight that holds NaN or an infinity, of weights one after another (little-endian, as tfjs writes
 * them). Quantized weights are passed over.
 */
export function findNonFinite(
  weights: Uint8Array,
  specs: readonly io.WeightsManifestEntry[],
): { name: string; value: number } | undefined {
  const view = new DataView(weights.buffer, weights.byteOffset, weights.byteLength);
  let at = 0;
  for (const spec of specs) {
    const end = at + byteLength(spec)!;
    if (spec.dtype === 'float32' && !spec.quantization) {
      for (let i = at; i < end; i += 4) {
        const value = view.getFloat32(i, true);
        if (!Number.isFinite(value)) return { name: spec.name, value };
      }
    }
    at = end;
  }
  return undefined;
}
