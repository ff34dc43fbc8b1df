import type { RgbaImage } from '@csm/render';
import type { View } from '../view.js';
import type { PointStyles } from './point-styles.js';
import type { Scene } from './scene.js';
import { sprite } from './sprite.js';

/** The radius of a point in CSS pixels if none is given. */
export function usualRadius(count: number): number {
  return Math.min(5, Math.max(1.5, 80 / Math.sqrt(count)));
}

/** Draws the background, the points, and on top of them the examples of the concept. */
export function drawScene(
  canvas: OffscreenCanvas,
  scene: Scene,
  view: View,
  points: PointStyles,
  picture: OffscreenCanvas | undefined,
): void {
  const { positions, marks, size, pixelRatio, theme } = scene;
  canvas.width = Math.max(1, Math.round(size.width * pixelRatio));
  canvas.height = Math.max(1, Math.round(size.height * pixelRatio));
  const context = canvas.getContext('2d')!;
  if (picture) {
    context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
    context.drawImage(picture, view.left, view.top, view.scale * picture.width, view.scale * picture.height);
    context.setTransform(1, 0, 0, 1, 0, 0);
  }
  const count = positions.length / 2;
  const radius = pixelRatio * (scene.radius ?? usualRadius(count));
  const put = (image: OffscreenCanvas, row: number) => {
    const x = pixelRatio * (view.scale * positions[2 * row]! + view.left);
    const y = pixelRatio * (view.scale * positions[2 * row + 1]! + view.top);
    const half = image.width / 2;
    if (x < -half || y < -half || x > canvas.width + half || y > canvas.height + half) return;
    if (!Number.isNaN(x + y)) context.drawImage(image, x - half, y - half);
  };

  const plain = points.styles.map(({ colour, shape }) =>
    sprite(shape, colour, theme.outline, radius, Math.min(0.75 * pixelRatio, radius / 5)),
  );
  for (let row = 0; row < count; row++) put(plain[points.styleOf[row]!]!, row);
  for (const kind of ['without', 'with'] as const) {
    const shape = kind === 'with' ? 'triangle' : 'square';
    const marked = points.styles.map(() => undefined as OffscreenCanvas | undefined);
    for (const row of marks?.[kind] ?? []) {
      if (row >= count) continue; // of the data before
      const style = points.styleOf[row]!;
      marked[style] ??= sprite(
        shape,
        points.styles[style]!.colour,
        theme[kind],
        1.5 * radius,
        2 * pixelRatio,
      );
      put(marked[style], row);
    }
  }
}

/** A picture as a canvas, which can be drawn at any size. */
export function canvasOf({ width, height, data }: RgbaImage): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')!.putImageData(new ImageData(new Uint8ClampedArray(data), width, height), 0, 0);
  return canvas;
}
