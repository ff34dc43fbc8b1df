import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { type DrawnImage, encodePng, overlay, renderImage, renderMap, upscale } from '../src/index.js';

/** As a page draws a picture on a canvas. This must pass the type check without a cast. */
export const onCanvas = (picture: DrawnImage, context: CanvasRenderingContext2D) =>
  context.putImageData(new ImageData(picture.data, picture.width, picture.height), 0, 0);

/** As a page saves what a canvas shows. An ImageData is a picture. */
export const toBlob = (context: CanvasRenderingContext2D) =>
  new Blob([encodePng(context.getImageData(0, 0, 8, 8))], { type: 'image/png' });

const map = ndarray([-1, 0, 1, 0.5], [2, 2]);
const image = ndarray([0, 0, 1, 0.5], [2, 2]);

describe('pictures', () => {
  it.each<[string, DrawnImage]>([
    ['renderMap', renderMap(map)],
    ['renderImage', renderImage(image)],
    ['overlay', overlay(image, map)],
    ['upscale', upscale(renderMap(map), 3)],
    ['overlay, enlarged', overlay(image, map, { scale: 2 })],
  ])('of %s have bytes of the type that ImageData takes', (_, { width, height, data }) => {
    expect(data).toBeInstanceOf(Uint8ClampedArray);
    expect(data.buffer).toBeInstanceOf(ArrayBuffer);
    expect(data.length).toBe(4 * width * height);
  });
});
