import { checkOneOf } from '@csm/base';

/**
 * How pictures are resized. `'bilinear'`: a triangle filter as wide as a pixel of the result, so that nothing aliases (Pillow's
 * `BILINEAR`). `'nearest'`: the nearest pixel (Pillow's `NEAREST`, the default of Keras' `ImageDataGenerator`), with which the
 * weights published for CelebA were trained.
 */
export type ResizeMethod = 'bilinear' | 'nearest';

/** @throws unless the method is one of the two, or undefined. */
export function checkResizeMethod(caller: string, method: unknown): void {
  if (method !== undefined) checkOneOf(caller, 'resize', method, ['bilinear', 'nearest']);
}
