import type { NdArray } from 'ndarray';

const isZero = ({ data }: NdArray<Float32Array>): boolean => !data.some((value) => value !== 0);

/** Warns about each concept whose maps are zero everywhere. */
export function warnOfZeroMaps(
  caller: string,
  explanations: readonly { name: string; explainer: string; maps: NdArray<Float32Array> }[],
  onWarning: (message: string) => void,
): void {
  for (const { name, explainer, maps } of explanations) {
    if (!isZero(maps)) continue;
    onWarning(
      `${caller}: the maps of "${name}" by ${explainer} are zero everywhere: nothing was attributed.`,
    );
  }
}

/**
 * Warns if the maps of all latent dimensions are zero. A single dimension's map may be zero because the encoder
 * does not use the dimension.
 */
export function warnOfZeroDimensions(
  caller: string,
  explainer: string,
  dimensions: readonly { maps: NdArray<Float32Array> }[],
  onWarning: (message: string) => void,
): void {
  if (!dimensions.every(({ maps }) => isZero(maps))) return;
  onWarning(
    `${caller}: the maps of all concepts by ${explainer} are zero everywhere: nothing was attributed.`,
  );
}
