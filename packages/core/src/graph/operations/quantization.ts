import { unsupportedModel } from '@csm/base';
import { add, div, maximum, minimum, round } from '@tensorflow/tfjs-core';
import type { OperationKind } from '../operation-kind.js';
import type { Weight } from '../weight.js';

/**
 * Rounding to the whole numbers of a quantised type: y = round(x / scale) + zeroPoint, limited to the numbers of the type. Halves are
 * rounded to even.
 *
 * Its derivative is 0 almost everywhere, so a gradient through it would be a map of zeros. An encoder that contains it only encodes.
 */
export interface Quantization {
  readonly kind: 'quantization';
  /** Broadcasts against the input without the samples. */
  readonly scale: Weight;
  /** Broadcasts against the input without the samples. */
  readonly zeroPoint: Weight;
  readonly minimum: number;
  readonly maximum: number;
}

export const quantization: OperationKind<Quantization> = {
  forward: ({ scale, zeroPoint, minimum: least, maximum: most }, [x]) =>
    minimum(maximum(add(round(div(x, scale)), zeroPoint), least), most),
  vjp: () => {
    throw unsupportedModel(
      `backward: quantised activations are not differentiable; their numbers ${NO_DERIVATIVE}.`,
    );
  },
};

/** Why a quantised activation refuses methods that need derivatives. */
export const NO_DERIVATIVE =
  'are rounded to whole numbers, so their derivative is 0; use the model before it was quantised (quantised weights alone are fine), ' +
  'or a method that only encodes, such as occlusion()';
