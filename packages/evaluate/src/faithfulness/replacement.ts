import {
  checkNdarray,
  checkOptions,
  checkPositive,
  checkShape,
  contiguous,
  type ImageLayout,
  invalidArgument,
} from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import { stackRows } from '../maps/stack-rows.js';
import { gaussianBlur } from './gaussian-blur.js';

/**
 * The value that replaces deleted features: a number; one input, such as the mean of the data, `[...inputShape]`; an
 * array of the inputs' shape, one replacement per input; or, for pictures, the blurred input,
 * `{ blur: σ in pixels }`.
 */
export type Replacement = number | NdArray | { readonly blur: number };

/** The replacement of each input, in the inputs' shape. @throws if it does not fit. */
export function replacementOf(
  caller: string,
  inputs: NdArray,
  replacement: Replacement,
  layout: ImageLayout | undefined,
): NdArray<Float32Array> {
  const [count = 0, ...shape] = inputs.shape;
  if (typeof replacement === 'number') {
    if (!Number.isFinite(replacement)) {
      throw invalidArgument(`${caller}: the replacement must be finite; got ${replacement}.`);
    }
    const one = new Float32Array(inputs.size / count).fill(replacement);
    return stackRows(Array<Float32Array>(count).fill(one), shape);
  }
  if (typeof replacement === 'object' && replacement !== null && 'blur' in replacement) {
    checkOptions<{ readonly blur: number }>(caller, replacement, { blur: true });
    checkPositive(caller, 'blur', replacement.blur);
    checkShape(caller, 'inputs that are to be blurred', inputs.shape, ['n', 'height', 'width', 'channels']);
    return gaussianBlur(inputs, replacement.blur, { layout });
  }
  checkNdarray(`${caller}, the replacement`, replacement);
  const values = contiguous(replacement);
  const replacementShape = replacement.shape.join();
  if (replacementShape === inputs.shape.join()) return ndarray(values.slice(), inputs.shape);
  if (replacementShape === shape.join()) return stackRows(Array<Float32Array>(count).fill(values), shape);
  throw invalidArgument(
    `${caller}: the replacement must have shape [${shape.join(', ')}] or [${inputs.shape.join(', ')}]; got ` +
      `[${replacement.shape.join(', ')}].`,
  );
}
